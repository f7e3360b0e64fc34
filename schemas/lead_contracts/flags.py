"""What lead-intake may find odd about a touch: the members of ``flags`` in lead.received. Rules may use them by name."""

from typing import Final

FLAGS: Final = {
    "test": "its source says, or its dummy text shows, that it is a test",
    "email_invalid": "what stands for the e-mail address is none",
    "phone_unclear": "the phone number has no country, and is kept as it came",
    "country_unknown": "the country is none that we know, and is among the attributes",
    "occurred_at_unclear": "the time of the act is no instant with a zone",
    "ids_only": "its source named the person by an id alone: who it is has to be fetched",
    "clock_skew": "the time of the act was in the future, and is dropped",
    "disposable_email": "the address is of a host that gives addresses for minutes",
    "role_address": "many people read this mailbox",
    "honeypot_filled": "a field is filled that people do not see",
    "too_fast": "submitted within three seconds after the form was shown",
    "links_only": "the message is nothing but links",
    "many_links": "the message has three links or more",
    "repeated_message": "others of the same delivery say the same, word for word",
    "gibberish": "a name that is none: no vowel, or case that jumps",
    "looks_like_test": "an address or a name that people take to try a form out",
}
"""By name, with what it means."""
