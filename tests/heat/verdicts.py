"""verdicts.py WEFT CASES: for each template in CASES, does Heat take it, and what does `weft check` say?

CASES is a YAML list of templates less their version (2018-08-31 where there is none), each with a
`name`, and `files` by name if it has nested templates. Weft must refuse what Heat refuses, and nothing else; but where a case says `weft: warns` or `notes` it
only does that (about what it copies another release of Heat may know better), where it says `refuses`
or `mentions` (a warning) it finds fault with what Heat takes, and where `takes` with nothing at all."""
import json
import os
import subprocess
import sys
import tempfile

try:
    import engine
    engine.start()
except ImportError:
    sys.exit(77)
import yaml

VERSION = {"heat_template_version": "2018-08-31"}


def heat_says(template, files):
    """None if it takes the template."""
    try:
        engine.stack(json.dumps(template), auto_params=True, files=files)
        return None
    except Exception as refused:  # Heat has no common base of what it raises
        return str(refused).split("\n", maxsplit=1)[0]


def weft_says(weft, template, files):
    """The gravest severity, and all findings."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "template.json")
        for name, text in [(path, json.dumps(template)), *files.items()]:
            with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
                out.write(text)
        done = subprocess.run([weft, "check", "--json", path], capture_output=True, text=True)
    findings = json.loads(done.stdout)["findings"]
    severities = {finding["severity"] for finding in findings}
    return next((s for s in ("error", "warning", "note") if s in severities), None), findings


def judge(weft, case):
    """What is wrong, or None."""
    name, expected = case.pop("name"), case.pop("weft", "as Heat")
    files = {path: json.dumps({**VERSION, **part}) for path, part in case.pop("files", {}).items()}
    template = {**VERSION, **case}
    refused = heat_says(template, files)
    severity, findings = weft_says(weft, template, files)
    texts = "; ".join(finding["message"] for finding in findings) or "nothing"
    # what weft says, and whether Heat takes the template
    wanted = {"as Heat": ("error" if refused else None, bool(refused)), "warns": ("warning", True),
              "notes": ("note", True), "mentions": ("warning", False), "refuses": ("error", False),
              "takes": (None, False)}
    said = severity if expected != "as Heat" or severity == "error" else None
    if wanted[expected] == (said, bool(refused)):
        return None
    return "%s: Heat: %s; weft: %s" % (name, refused or "takes it", texts)


def main(weft, path):
    with open(path, encoding="utf-8") as cases_file:
        cases = yaml.safe_load(cases_file)
    wrong = [what for what in (judge(weft, case) for case in cases) if what]
    print("\n".join(wrong + ["%d templates, %d judged otherwise" % (len(cases), len(wrong))]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
