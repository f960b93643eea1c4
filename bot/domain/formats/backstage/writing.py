"""A catalog of ours as entities of Backstage; what they have no place for stands in annotations of ours."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.catalog import Catalog, Service
from bot.domain.catalog_file.writing import counted, written
from bot.domain.formats.backstage.entity import KIND, OURS, UNKNOWN
from bot.domain.formats.words import slug

Plain = dict[str, Any]
VERSION = "backstage.io/v1alpha1"
MISSING = (
    *("rotas", "repositories", "environments", "workloads", "features", "flags", "customers", "vendors"),
    *("freezes", "initiatives", "incidents"),
)
"""Sections that Backstage has no kind for."""
NATIVE = {
    "services": (
        *("title", "description", "type", "lifecycle", "team", "system", "part_of", "depends_on", "tags"),
        *("links", "runbooks", "dashboards", "runbook", "pagerduty", "repository", "vendors"),
    ),
    "systems": ("title", "description", "team", "domain"),
    "domains": ("title", "description", "team", "parent"),
    "teams": ("title", "parent", "members", "oncall"),
    "people": ("name", "email", "github"),
}
"""Fields that have a place of their own; all others are annotations."""
_TAG = re.compile(r"(?=.{1,63}$)[a-z0-9:+#]+(-[a-z0-9:+#]+)*")
_KEY = re.compile(r"(?=.{3,100}$)[a-z0-9.-]{2,60}\.[a-z]{2,10}/[A-Za-z0-9][\w.-]{0,60}")
_NAME = re.compile(r"(?=.{1,63}$)[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*")


def entities(catalog: Catalog) -> list[Plain]:
    """Every entity: domains, systems, teams, people, services."""
    names = _names(catalog)
    found = [_Writing(names, "domains", each).entity("Domain") for each in catalog.domains]
    found += [_Writing(names, "systems", each).entity("System") for each in catalog.systems]
    found += [_Writing(names, "teams", each).entity("Group") for each in catalog.teams]
    found += [_Writing(names, "people", each).entity("User") for each in catalog.people]
    kinds = {each.id: kind_of(each) for each in catalog.services}
    found += [_Writing(names, "services", each, kinds).entity(kinds[each.id]) for each in catalog.services]
    return found


def missing(catalog: Catalog) -> list[str]:
    """What the entities do not hold."""
    levels = sum(any(level.rota for level in each.oncall) for each in catalog.teams)
    vendors = sum(bool(each.vendors) for each in catalog.services)
    return [
        *counted(catalog, MISSING),
        *([f"who is on call by rotas of {levels} teams"] if levels else ()),
        *([f"vendors of {vendors} services"] if vendors else ()),
    ]


def kind_of(service: Service) -> str:
    """The kind of a service: as it came from Backstage, else a Component."""
    kind = dict(service.facts).get(KIND)
    return kind if kind in ("API", "Resource") and isinstance(kind, str) else "Component"


def _names(catalog: Catalog) -> dict[tuple[str, str], str]:
    """The name of each entry, which Backstage takes: by section and id; no two are the same but for case."""
    found: dict[tuple[str, str], str] = {}
    for section in NATIVE:
        taken: set[str] = set()
        for each in sorted(getattr(catalog, section), key=lambda each: not _NAME.fullmatch(each.id)):
            name, number = _name(each.id), 1
            while name.lower() in taken:
                number += 1
                name = f"{_name(each.id)[:58]}-{number}"
            taken.add(name.lower())
            found[(section, each.id)] = name
    return found


def _name(id: str) -> str:
    if _NAME.fullmatch(id):
        return id
    words = re.findall(r"[A-Za-z0-9]+", slug(id))
    return "-".join(words)[:60].strip("-") or "entity"


@dataclass(slots=True)
class _Writing:
    """One entry being written as an entity."""

    names: Mapping[tuple[str, str], str]
    section: str
    value: Any
    kinds: Mapping[str, str] = field(default_factory=dict)
    annotations: Plain = field(default_factory=dict)

    def entity(self, kind: str) -> Plain:
        body = written(self.value)
        name = self.names[(self.section, self.value.id)]
        spec = getattr(self, f"_{self.section}")(body, kind)
        if name != self.value.id:
            self._annotate("id", self.value.id)
        for key, value in body.items():
            if key not in NATIVE[self.section]:
                self._annotate(key, value)
        title = body.get("title", "")
        metadata = {
            "name": name,
            "title": title if title != name and self.section != "teams" else None,
            "description": body.get("description") if "description" in NATIVE[self.section] else None,
            "annotations": self.annotations,
            "tags": self._tags(body),
            "links": list(self._links(body)),
        }
        held = {key: value for key, value in metadata.items() if value}
        return {"apiVersion": VERSION, "kind": kind, "metadata": held, "spec": spec}

    def _annotate(self, key: str, value: Any) -> None:
        """A field of ours as an annotation: text as it is, unless it would be read as something else."""
        bare = isinstance(value, str) and value == " ".join(value.split()) and not _is_json(value)
        self.annotations[OURS + key] = value if bare else json.dumps(value, ensure_ascii=False)

    def _ref(self, section: str, id: str, kind: str) -> str:
        return f"{kind}:default/{self.names.get((section, id), _name(id))}"

    def _spec(self, **found: Any) -> Plain:
        return {key: value for key, value in found.items() if value}

    def _owner(self, body: Plain) -> str:
        return self._ref("teams", body["team"], "group") if "team" in body else UNKNOWN

    # The sections ------------------------------------------------------------------------------------------

    def _domains(self, body: Plain, _: str) -> Plain:
        parent = self._ref("domains", body["parent"], "domain") if "parent" in body else ""
        return self._spec(owner=self._owner(body), subdomainOf=parent)

    def _systems(self, body: Plain, _: str) -> Plain:
        domain = self._ref("domains", body["domain"], "domain") if "domain" in body else ""
        return self._spec(owner=self._owner(body), domain=domain)

    def _teams(self, body: Plain, _: str) -> Plain:
        levels = body.get("oncall", [])
        if levels and not any("rota" in level for level in levels):
            self._annotate("oncall", levels)
        parent = self._ref("teams", body["parent"], "group") if "parent" in body else ""
        members = [self._ref("people", each, "user") for each in body.get("members", ())]
        profile = {"displayName": body["title"]}
        return self._spec(type="team", profile=profile, parent=parent, members=members) | {"children": []}

    def _people(self, body: Plain, _: str) -> Plain:
        if "github" in body:
            self.annotations["github.com/user-login"] = body["github"]
        profile = self._spec(displayName=body["name"], email=body.get("email"))
        return {"profile": profile, "memberOf": []}

    def _services(self, body: Plain, kind: str) -> Plain:
        self._code(body)
        self._facts(body)
        if "pagerduty" in body:
            self.annotations["pagerduty.com/service-id"] = body["pagerduty"]
        spec = self._spec(
            type=body.get("type", UNKNOWN),
            lifecycle=body.get("lifecycle", UNKNOWN),
            owner=self._owner(body),
            system=self._ref("systems", body["system"], "system") if "system" in body else "",
            subcomponentOf=self._service_ref(body["part_of"]) if "part_of" in body else "",
        )
        if kind == "API":
            spec["definition"] = {"$text": body.pop("api_spec")} if "api_spec" in body else UNKNOWN
        return spec | self._needs(body)

    def _service_ref(self, id: str) -> str:
        return self._ref("services", id, self.kinds.get(id, "Component").lower())

    def _needs(self, body: Plain) -> Plain:
        """What a service needs. Only we tell hard from soft, and keep the order across APIs."""
        needs = body.get("depends_on", [])
        ids = [each["service"] if isinstance(each, dict) else each for each in needs]
        apis = [id for id in ids if self.kinds.get(id) == "API"]
        others = [id for id in ids if id not in apis]
        if needs != [*others, *apis]:
            self._annotate("depends_on", needs)
        refs = {"dependsOn": others, "consumesApis": apis}
        return self._spec(**{key: [self._service_ref(id) for id in named] for key, named in refs.items()})

    def _code(self, body: Plain) -> None:
        """The repositories: one that is whole or a folder has a place of its own, several have ours."""
        code = body.pop("repositories", None) or ([body["repository"]] if "repository" in body else [])
        first = code[0] if code else None
        if isinstance(first, dict):
            location = f"url:https://github.com/{first['name']}/tree/HEAD/{first['path']}/"
            self.annotations["backstage.io/source-location"] = location
        if first:
            self.annotations["github.com/project-slug"] = first["name"] if isinstance(first, dict) else first
        if len(code) > 1 or isinstance(first, dict):
            self._annotate("repositories", code)

    def _facts(self, body: Plain) -> None:
        """Facts whose names are those of annotations are annotations again."""
        facts = body.pop("facts", {})
        if kind_of(self.value) != "Component":
            facts.pop(KIND)
        bare = {name: value for name, value in facts.items() if _is_annotation(name, value)}
        self.annotations.update(bare)
        rest = {name: value for name, value in facts.items() if name not in bare}
        if rest:
            self._annotate("facts", rest)

    def _tags(self, body: Plain) -> list[str]:
        tags: list[str] = body.get("tags", [])
        if not all(_TAG.fullmatch(tag) for tag in tags):
            self._annotate("tags", tags)
        return [tag for tag in tags if _TAG.fullmatch(tag)]

    def _links(self, body: Plain) -> Iterator[Plain]:
        runbooks = body.get("runbooks") or (
            [{"title": "Runbook", "url": body["runbook"]}] if "runbook" in body else []
        )
        pages = {"runbook": runbooks, "dashboard": body.get("dashboards", []), "link": body.get("links", [])}
        for kind, each in ((kind, each) for kind, found in pages.items() for each in found):
            yield {"url": each["url"], "title": each["title"], "type": kind}


def _is_annotation(name: str, value: object) -> bool:
    """Whether a fact stands well as an annotation, and is read as the same fact again."""
    known = name.startswith((OURS, "backstage.io/", "pagerduty.com/", "github.com/"))
    return isinstance(value, str) and value != "" and bool(_KEY.fullmatch(name)) and not known


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
