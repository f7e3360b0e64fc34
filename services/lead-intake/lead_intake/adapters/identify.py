"""Which lead and which touch is meant: the contracts' ids, keyed with the deployment's secret."""

from dataclasses import asdict
from datetime import datetime

import orjson

from lead_contracts import ids
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.lead import Activity, Lead, Person


class Identifier:
    """Gives ids. Pure but for the secret that it holds."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def touch(self, lead: Lead, delivery: Delivery, *, alone: bool) -> str:
        """The touch's id; of a lead that is not ``alone`` in its delivery, what it says stands for the body."""
        return ids.touch_id(
            self._secret,
            lead.source,
            external_event_id=lead.event_id,
            body=delivery.body if alone else _said(lead),
            arrived_at=_arrival(delivery),
        )

    def lead(self, lead: Lead, touch: str) -> ids.Identity:
        """The lead's id and its other keys. An id of a single submission identifies nobody."""
        person = ids.Person(lead.source, lead.alias, lead.email, lead.phone, lead.first_name, lead.last_name)
        return ids.lead_id(self._secret, person, touch)

    def hints(self, lead: Lead) -> tuple[str, ...]:
        """What the lead may share with others, as keys of hints; a test shares nothing."""
        if lead.is_test:
            return ()
        person = ids.Person(lead.source, None, None, lead.phone, lead.first_name, lead.last_name)
        return ids.hint_keys(self._secret, person, lead.domain)

    def person(self, person: Person, source: str) -> str:
        """The lead that a person is, by the surest thing said of them. WrongShape when that identifies nobody."""
        if person.lead_id:
            return person.lead_id
        if person.email:
            identity = ids.lead_id(self._secret, ids.Person(source, email=person.email), "")
            if identity.kind == "email":
                return identity.lead_id
        if person.external_id:
            return ids.external_lead_id(self._secret, source, person.external_id)
        called = ids.Person(source, phone=person.phone, first_name=person.first_name, last_name=person.last_name)
        identity = ids.lead_id(self._secret, called, "")
        if identity.kind == "phone_name":
            return identity.lead_id
        raise WrongShape("nothing in it identifies a lead", "email" if person.email else "lead_id")

    def known(self, lead: Lead) -> tuple[str, str | None] | None:
        """Under which id more is said of somebody, and which other id stands for the same person; None: of nobody.

        The source's own id goes first: the person keeps it when their address changes.
        """
        if lead.lead_id:
            return lead.lead_id, None
        identity = self.lead(lead, "")
        alias = next((one.lead_id for one in identity.aliases if one.kind == "external_id"), None)
        if alias is not None:
            return alias, identity.lead_id
        return None if identity.kind == "touch" else (identity.lead_id, None)

    def activity(self, activity: Activity, delivery: Delivery) -> str:
        """The activity's id: the same however often it is delivered."""
        return ids.touch_id(
            self._secret,
            activity.source,
            external_event_id=activity.event_id,
            body=delivery.body,
            arrived_at=activity.recorded_at,
        )


def _said(lead: Lead) -> bytes:
    said = {name: value for name, value in asdict(lead).items() if name != "received_at"}
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


def _arrival(delivery: Delivery) -> datetime:
    if delivery.received_at is None:
        raise WrongShape("the delivery has no instant of arrival")
    return delivery.received_at
