"""A lead as a rep needs it: who and what, why, what time it is there, and what helps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from assignment.adapters.calling_file import CallingFile
from assignment.adapters.http.around import CallingOut, MaterialOut
from assignment.adapters.http.shapes import LeadOut
from assignment.adapters.materials_file import MaterialsFile
from assignment.adapters.whereabouts import where
from assignment.adapters.words import Reader
from assignment.adapters.words.calling import when_to_call
from assignment.application.calling import calling
from assignment.application.views import LeadView


@dataclass(frozen=True, slots=True)
class Showing:
    """What is shown beside what the board has. Decided when somebody looks: new material is there for old leads, too."""

    hours: CallingFile
    materials: MaterialsFile
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def lead(self, view: LeadView, reader: Reader, *, with_contact: bool) -> LeadOut:
        """The lead, for the reader. Without the contact the phone number says nothing about the time there either."""
        facts = _facts(view)
        phone = view.contact.phone if with_contact and view.contact else None
        return LeadOut.of(
            view,
            with_contact=with_contact,
            calling=self._calling(facts, phone, reader),
            materials=[MaterialOut.of(each) for each in self.materials.matching(_of_the_lead(view, facts))],
        )

    def _calling(self, facts: Mapping[str, str], phone: str | None, reader: Reader) -> CallingOut | None:
        country = facts.get("country")
        found = where(country, facts.get("region"), phone, self.hours.regions)
        if found is None:
            return None
        told = calling(found, self.hours.week(country), self.now(), do_not_call=facts.get("do_not_call") == "yes")
        return CallingOut.of(told, when_to_call(told, reader))


def _facts(view: LeadView) -> Mapping[str, str]:
    facts = view.worth.facts if view.worth else {}
    return {name: value for name, value in facts.items() if isinstance(value, str)}


def _of_the_lead(view: LeadView, facts: Mapping[str, str]) -> Mapping[str, str | None]:
    return {
        "sector": facts.get("sector"),
        "motion": view.worth.motion if view.worth else None,
        "stage": (view.ownership.stage if view.ownership else None) or "opener",
        "language": facts.get("language"),
    }
