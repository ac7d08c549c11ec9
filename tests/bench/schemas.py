"""PyPI jsonschema 3.2, which `az` pins, on the groups and schemas that `schemas.rs` left in the same run."""

import json
import pathlib
import statistics
import time

import jsonschema

here = pathlib.Path(__file__).resolve().parent.parent.parent
left = here / "target" / "bench"
catalogue = here / "src-tauri" / "crates" / "groups" / "catalogue"
schemas = {str(f.relative_to(catalogue)): json.loads(f.read_text()) for f in catalogue.rglob("*.json")}
valid = json.loads((left / "groups.json").read_text())["valid"]
groups, own = valid["groups"], valid["micros"]

store = {schema["$id"]: schema for schema in schemas.values()}
# the newest draft it knows; what it does not know of the later one it skips, and is the faster for it
judges = {
    path: jsonschema.Draft7Validator(schema, resolver=jsonschema.RefResolver(schema["$id"], schema, store=store))
    for path, schema in schemas.items()
}


def once():
    for group in groups:
        list(judges[group["schema"]].iter_errors(group["value"]))


once()
times = []
for _ in range(15):
    start = time.perf_counter()
    once()
    times.append(time.perf_counter() - start)
micros = statistics.median(times) * 1e6
print(f"  PyPI jsonschema 3.2: {micros:.0f} us; the catalogue takes {own / micros:.4f} of it, is {micros / own:.0f} times as fast")
