"""Each guard of the rights taken away, one at a time: a predicate, a mask or role of the registry, the question of a route.

A mutant says where its absence must be noticed; nothing else needs to be asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

import api.addresses
import api.change_feed
import api.deps
import api.incident_documents
import api.incident_looks
import api.measure_query
import api.measured
import api.measures
import api.own_households
import api.params
import api.report_part
import api.routes.aliases
import api.routes.changes
import api.routes.circle
import api.routes.coverage
import api.routes.housing
import api.routes.imports
import api.routes.incident_reports
import api.routes.incident_steps
import api.routes.incidents
import api.routes.items
import api.routes.photos
import api.routes.runs
import api.routes.scenarios
import api.routes.siting
import api.routes.what_if
import api.routes.work
import api.run_sight
import api.tiles_front
import api.what_if
import geo.incidents.known
import geo.sight
import geo.store.snapshots
from geo.layers import DERIVED_LAYERS, LAYERS, Access, Layer, Mask
from geo.rights import STAFF_ROLES, Scope
from geo.store.rights import EVERYWHERE, SYSTEM
from tests import rights_checks as checks
from tests.rights_world import SCOPES

Make = Callable[[ExitStack], None]


@dataclass(frozen=True)
class Mutant:
    """A guard that is gone. ``operations`` and ``checks`` should notice, asked by ``askers``."""

    name: str
    make: Make
    operations: frozenset[str] = frozenset()
    checks: tuple[Any, ...] = ()
    askers: Collection[str] = tuple(SCOPES)


def without(owner: Any, name: str, instead: Any) -> Make:
    """A mutant in which something else stands in the place of a guard."""

    def make(stack: ExitStack) -> None:
        stack.callback(setattr, owner, name, vars(owner)[name])
        setattr(owner, name, instead)

    return make


def together(*mutants: Make) -> Make:
    """A mutant without two guards, each of which would do alone."""

    def make(stack: ExitStack) -> None:
        for mutant in mutants:
            mutant(stack)

    return make


def at(*operations: str) -> frozenset[str]:
    return frozenset(operations)


def nothing(*_: Any, **__: Any) -> None:
    """A guard that never says no."""


def registry(layer: Layer, field: str | None = None, **values: Any) -> Make:
    """A mutant of the registry, whose entries are frozen and shared by all who have imported them."""
    entry: Any = layer if field is None else layer.field(field)

    def make(stack: ExitStack) -> None:
        for name, value in values.items():
            stack.callback(object.__setattr__, entry, name, getattr(entry, name))
            object.__setattr__(entry, name, value)

    return make


INCIDENT, UNIT, GAP = LAYERS["incident"], LAYERS["unit"], DERIVED_LAYERS["gap"]
BUILDING = LAYERS["building"]
BUILDING_COVERAGE = DERIVED_LAYERS["building_coverage"]
EVERYBODY: Final = tuple(sorted(STAFF_ROLES))


def every_field(self: Scope, layer: Layer, roles: Any = None) -> tuple[str, ...]:
    return tuple(field.name for field in layer.fields)


def told_on_the_day(day: Any, *, whole: bool) -> Any:
    return day


MUTANTS: Final = (
    Mutant("rows outside one's areas", without(Scope, "own_rows", nothing), at("items", "item", "incident", "incidents")),
    Mutant("who owns a thing", without(Scope, "owns", lambda *_: True), at("doors", "work_pack", "building_circle")),
    Mutant("fields by role", without(Scope, "fields", every_field), at("items", "item"), (checks.an_incident_outside_is_only_known,)),
    Mutant("roles for what is done", without(Scope, "require_role", nothing), at("scenarios", "what_if", "rerun")),
    Mutant("the city as it is seen", without(api.deps, "seen", lambda city, *_: city), at("items", "item", "tile")),
    Mutant("layers of staff", without(geo.sight, "sees_layer", lambda layer, scope: True), at("tilejson", "tile", "item")),
    Mutant("layers over several days", without(api.routes.items, "seen_layer", lambda snapshot, *_: snapshot), at("items")),
    Mutant("tiles kept by scope", without(geo.sight, "sight_key", lambda *_: ""), at("tile", "items"), askers=("city planner", "worker")),
    Mutant("tiles of another sign-in", without(api.tiles_front, "require_same_scope", nothing), at("tile")),
    Mutant("measured layers as they are seen", without(api.measured, "seen", lambda city, *_: city), checks=(checks.verdicts_are_of_one_s_own,)),
    Mutant("gaps by estate", without(api.measured, "by_estate", lambda gaps, ground, own: gaps), checks=(checks.gaps_of_buildings_are_of_one_s_own,)),
    Mutant("doors of an address", without(api.addresses, "reach_of", lambda *_: api.addresses.every_door), checks=(checks.doors_are_found_by_those_who_go_there,)),
    Mutant("incidents in documents", without(api.incident_documents, "own_incidents", lambda service, scope, ids, *roles: frozenset(ids)), at("incident"), (checks.an_incident_outside_is_only_known,)),
    Mutant("an incident outside", without(api.routes.incidents, "require_in_scope", nothing), at("incident")),
    Mutant("what is done outside", without(api.routes.incident_steps, "require_in_scope", nothing), at("move_incident")),
    Mutant("reports near by", without(api.routes.incident_reports, "own_incidents", lambda service, scope, ids, *roles: frozenset(ids)), at("incidents_near", "support_incident")),
    Mutant("what everybody is told near by", without(api.incident_looks, "own_incidents", lambda service, scope, ids, *roles: frozenset(ids)), checks=(checks.an_incident_outside_is_only_known,)),
    Mutant("what the public makes be measured", without(api.measures.Measures, "measures_for", lambda *_: True), checks=(checks.the_public_measures_nothing,)),
    Mutant("runs without what tells of people", without(api.measure_query, "_is_open", lambda name: True), checks=(checks.the_public_measures_nothing,)),
    Mutant("sitings by their runs", without(api.run_sight, "holds", lambda *_: True), at("run")),
    Mutant("doors of one's own areas", without(api.own_households, "ground_of", lambda *_: EVERYWHERE), at("items"), askers=("worker",)),
    Mutant("who lists doors", together(without(api.params, "lists_households", lambda scope: True), without(api.deps, "lists_households", lambda scope: True)), at("tilejson")),
    Mutant("reports that nobody has looked at", without(geo.incidents.known, "registered", lambda incidents: True), checks=(checks.an_incident_outside_is_only_known,)),
    Mutant("photos outside", without(api.routes.photos, "own_incidents", lambda service, scope, ids, *roles: frozenset(ids)), at("photo", "photo_thumb")),
    Mutant("changes by scope", without(api.routes.changes, "seen_change", lambda changed, *_: changed), checks=(checks.changes_name_what_is_there,)),
    Mutant("figures by the month", without(api.measure_query, "told_day", told_on_the_day), checks=(checks.figures_are_told_by_the_month,)),
    Mutant("trends by the month", without(api.routes.coverage, "told_day", told_on_the_day), checks=(checks.figures_are_told_by_the_month,)),
    Mutant("turnover by the month", without(api.routes.housing, "told_day", told_on_the_day), checks=(checks.figures_are_told_by_the_month,)),
    Mutant("a kept run", without(api.run_sight, "seen_result", lambda result, scope, city: result), checks=(checks.verdicts_are_of_one_s_own,)),
    Mutant("a report of the whole city", without(api.report_part, "sees_city", lambda *_: True), checks=(checks.a_report_is_of_one_s_own,)),
    Mutant("a report of others' areas", without(api.report_part, "_is_whole", lambda *_: True), at("coverage_report")),
    Mutant("siting in one's own areas", without(api.routes.siting, "require_whole", nothing), at("start_siting")),
    Mutant("sitings of others", without(api.routes.siting, "_job", lambda service, scope, number: service.sitings.get(number)), at("siting_state")),
    Mutant("imports for the operator", without(api.routes.imports, "RUNS_THE_SERVICE", EVERYBODY), at("import_state", "import_report")),
    Mutant("scenarios for planners", without(api.routes.scenarios, "PLANS", EVERYBODY), at("scenarios", "scenario")),
    Mutant("what-if for planners", without(api.routes.what_if, "PLANS", EVERYBODY), at("what_if")),
    Mutant("aliases of one's own", without(api.routes.aliases, "_is_own", lambda *_: True), at("delete_alias")),
    Mutant("a channel of staff", without(Scope, "require_staff", nothing), at("report_incident")),
    Mutant("registry: telephones of units", registry(UNIT, "telephone", access=Access.PUBLIC), at("items")),
    Mutant("registry: hub households' units", together(registry(UNIT, withheld=None, roles=()), without(geo.store.snapshots, "SHOWN", SYSTEM)), at("items", "item")),
    Mutant("registry: what a report says", registry(INCIDENT, "description", access=Access.PUBLIC), at("items", "incidents")),
    Mutant("registry: who may read it", registry(INCIDENT, "description", roles=EVERYBODY), at("incidents"), (checks.an_incident_outside_is_only_known,)),
    Mutant("registry: ids of clients", registry(INCIDENT, "client_id", access=Access.STAFF), at("items")),
    Mutant("registry: who sees incidents", registry(INCIDENT, roles=EVERYBODY), at("tilejson", "incidents")),
    Mutant("registry: rows of incidents", registry(INCIDENT, roles=()), at("item", "items")),
    Mutant("registry: who sees verdicts", registry(BUILDING_COVERAGE, roles=()), at("item")),
    Mutant("registry: what stands for a verdict", registry(BUILDING_COVERAGE, mask=Mask.ESTATE), at("item")),
    Mutant("registry: what counts people", registry(BUILDING, "households", people=False), checks=(checks.how_many_live_there_is_told_in_steps,)),
    Mutant("registry: who sees gaps", registry(GAP, roles=EVERYBODY), checks=(checks.gaps_of_buildings_are_of_one_s_own,)),
)  # fmt: skip
