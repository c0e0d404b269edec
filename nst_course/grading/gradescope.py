"""Gradescope's export: submission_metadata.yml says who handed in which folder, and when."""

from datetime import datetime

from .owners import Owner, clean, iso, timestamp

METADATA = "submission_metadata.yml"


def submitters(path):
    """{folder or file: [`Owner`]} of a submission_metadata.yml; all of a group own its folder. ValueError if unread."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times as fast
    try:
        found = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ValueError(str(error).split("\n")[0]) from None
    if not isinstance(found, dict):
        raise ValueError("it is no list of submissions")
    return {str(key): list(owners(str(key), value)) for key, value in found.items() if isinstance(value, dict)}


def owners(key, entry):
    """An `Owner` for each submitter; the e-mail address is who it is, as a name may be that of two."""
    created = entry.get(":created_at", "")
    time = iso(created) if isinstance(created, datetime) else timestamp(str(created))
    people = entry.get(":submitters")
    for person in people if isinstance(people, list) else ():
        if isinstance(person, dict):
            name, email, sid = (clean(str(person.get(f":{what}") or "")) for what in ("name", "email", "sid"))
            ids = {"gradescope": key.removeprefix("submission_"), "email": email, "sid": sid}
            known = {what: value for what, value in ids.items() if value}
            yield Owner(email or sid or name or key, name, f"{key}/", time=time, ids=known)
