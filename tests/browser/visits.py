"""How every address is visited: by whom it opens, with which things; or why no page is there to look at."""

from __future__ import annotations

from dataclasses import dataclass

STAFF = ("medecin_conseil", "technicien", "gestionnaire", "chef", "administrateur")
READERS = ("medecin_conseil", "technicien", "gestionnaire", "chef")
DIARIES = ("medecin_conseil", "technicien", "chef")
KEEPERS = ("technicien", "chef")
IMPORTERS = ("technicien", "administrateur")
CHOOSERS = ("medecin_conseil", "technicien", "chef", "administrateur")
DECIDERS = ("gestionnaire", "chef")
PERSON = ("insured_link", "insured")
# Who acts for a person by law, and who only assists.
REPRESENTATIVES = ("tutor_link", "curator_link")
OUTSIDE = ("anonymous", "insured_link", "insured", "practitioner")
EVERYBODY = (*OUTSIDE, *STAFF)


@dataclass(frozen=True)
class Visit:
    """Who must find the page open (status 200, or `status`); everybody else is looked at as well.

    `given` replaces parts of the address; `query` follows it.
    """

    opens: tuple[str, ...]
    given: tuple[tuple[str, str], ...] = ()
    query: str = ""
    status: int = 200


POST_ONLY = "a form is posted there; the page that follows is visited by its own address"
FILE = "answers a file, not a page"
REDIRECT = "sends on to an address that is visited"
MACHINE = "answers a program, not a person"

LAW = (
    "arret-maladie accident-du-travail droit-aux-indemnites envoi-de-l-arret duree-de-prescription"
    " indu delai teleconsultation arret-en-teleconsultation part-de-teleconsultations"
    " tele-expertise invalidite"
)

VISITS: dict[str, tuple[Visit, ...]] = {
    "hall:home": (Visit(OUTSIDE),),
    "hall:mentions": (Visit(EVERYBODY),),
    "hall:contact": (Visit(EVERYBODY),),
    "hall:genuine": (Visit(EVERYBODY),),
    "hall:desk": (Visit(STAFF),),
    "feeds:page": (Visit(("medecin_conseil",)),),
    "hall:today": (
        Visit(("technicien", "chef")),
        Visit(("technicien",), query="?jour=2026-12-03&etat=prevu"),
    ),
    "hall:week": (Visit(("technicien", "chef")),),
    "hall:cases": (Visit(READERS), Visit(READERS, query="?etat=planifie&tri=-priorite")),
    "hall:case": (Visit(READERS),),
    "hall:quality": (Visit(("chef",)), Visit(("chef",), query="?par=region&jours=91")),
    "hall:proofs": (Visit(("technicien", "chef")),),
    "hall:next": (Visit(CHOOSERS),),
    "person:link": (Visit(EVERYBODY, given=(("token", "ABCDEFGHIJKL"),), status=404),),
    "observatory:index": (
        Visit(("chef",)),
        Visit(("chef",), query="?semaines=52&modalite=visio"),
    ),
    "surveys:questionnaire": (
        Visit(EVERYBODY, given=(("token", "asked"),)),
        Visit(EVERYBODY, given=(("token", "ABCDEFGHIJKLMNOP"),), status=404),
    ),
    "person:home": (Visit((*PERSON, "insured_told", "insured_declined", *REPRESENTATIVES)),),
    "person:chosen": (Visit(("insured_declined",)),),
    "person:test": (Visit(PERSON),),
    "person:birth": (Visit((*PERSON, "insured_told", "tutor_link")),),
    "person:code": (Visit(("insured_birth",)),),
    "person:join": (Visit(("insured",)),),
    "person:pieces": (Visit(("insured_asked",)),),
    "person:absence": (Visit(("insured_absent",)),),
    "person:decisions": (Visit(("insured_told",)),),
    "person:outcome": (Visit(("insured_told",)),),
    "person:guests": (Visit(PERSON),),
    "person:documents": (Visit(("insured",)),),
    "call_papers:exchange": (Visit(("medecin_conseil",)),),
    "guest:home": (Visit(("guest",)),),
    "guest:test": (Visit(("guest",)),),
    "guest:room": (Visit(("guest",)),),
    "hall:guests": (Visit(("medecin_conseil", "technicien")),),
    "hall:representative": (Visit(("technicien",)),),
    "hall:contacts": (Visit(("technicien",)),),
    "person:not_mine": (Visit(("insured_link",)),),
    "hall:glass_ask": (Visit(("medecin_conseil", "administrateur")),),
    "hall:glass_register": (Visit(("chef",)),),
    "person:rights": (Visit(("insured", "insured_told")),),
    "person:rights_readers": (Visit(("insured_told",)),),
    "person:rights_download": (Visit(("insured_told",)),),
    "person:rights_correct": (Visit(("insured_told",)),),
    "person:rights_contact": (Visit(("insured_told",)),),
    "person:rights_representative": (Visit(("insured_told",)),),
    "practitioner:home": (Visit(("anonymous", "practitioner_link")),),
    "practitioner:code": (Visit(("practitioner_rpps",)),),
    "practitioner:avis": (Visit(("practitioner",)),),
    "practitioner:exchange": (Visit(("practitioner",)),),
    "account_login": (Visit(("anonymous",)),),
    "account_logout": (Visit(STAFF),),
    "account_reauthenticate": (Visit(("newcomer",)),),
    "mfa_authenticate": (Visit(("half_signed_in",)),),
    "mfa_reauthenticate": (Visit(STAFF),),
    "mfa_activate_totp": (Visit(("newcomer",)),),
    "mfa_view_recovery_codes": (Visit(("newly_confirmed",)),),
    "mfa_generate_recovery_codes": (Visit(("newly_confirmed",)),),
    "invitation": (
        Visit(("anonymous",)),
        Visit(("anonymous",), given=(("token", "CLOSED"),), status=410),
    ),
    "demonstration:home": (Visit(EVERYBODY),),
    "demonstration:enter": (Visit(EVERYBODY, given=(("token", "used"),), status=410),),
    "demonstration:messages": (Visit(EVERYBODY),),
    "web:styleguide": (Visit(("anonymous",)),),
    "web:accessibility": (Visit(EVERYBODY),),
    "planning:index": (Visit(DIARIES), Visit(DIARIES, query="?vue=semaine&par=sites")),
    "planning:doctor": (Visit(DIARIES), Visit(DIARIES, query="?vue=jour")),
    "planning:site": (Visit(DIARIES),),
    "planning:without_place": (Visit(DIARIES),),
    "planning:close_doctor": (Visit(KEEPERS),),
    "planning:close_site": (Visit(KEEPERS),),
    "planning:hours": (Visit(KEEPERS),),
    "planning:rule": (Visit(KEEPERS),),
    "planning:remove": (Visit(KEEPERS),),
    "planning:move": (Visit(KEEPERS),),
    "planning:why": (Visit(DIARIES),),
    "planning:capacity": (Visit(KEEPERS),),
    "planning:imagine": (Visit(KEEPERS),),
    "planning:imagined": (Visit(KEEPERS),),
    "cases:imports": (Visit(IMPORTERS),),
    "cases:import_report": (Visit(IMPORTERS),),
    "cases:import_line": (Visit(IMPORTERS),),
    "worklist:index": (Visit(STAFF),),
    "worklist:task": (Visit(STAFF),),
    "examinations:day": (Visit(("medecin_conseil",)),),
    "examinations:interview": (
        Visit(("medecin_conseil",)),
        Visit(("medecin_conseil",), given=(("appointment_id", "told"),)),
    ),
    "examinations:reserve": (Visit(("medecin_conseil",)),),
    "examinations:paragraphs": (Visit(("medecin_conseil",)),),
    "examinations:exchanges": (Visit(("medecin_conseil",)),),
    "examinations:exchange": (Visit(("medecin_conseil",)),),
    "examinations:ended": (Visit(("medecin_conseil",), given=(("appointment_id", "declined"),)),),
    "notices:undelivered": (Visit(("technicien", "administrateur", "chef")),),
    "notices:spending": (Visit(("technicien", "administrateur", "chef")),),
    "notices:letters": (Visit(("technicien",)),),
    "notices:notice": (Visit(("technicien", "administrateur", "chef")),),
    "decisions:index": (
        Visit(DECIDERS),
        Visit(DECIDERS, query="?etat=signee&tri=-date_effet"),
        Visit(DECIDERS, query="?retard=oui"),
    ),
    "decisions:decision": (Visit(DECIDERS),),
    "decisions:delegations": (Visit(("chef", "administrateur")),),
    "law:index": (Visit(("anonymous", "gestionnaire")),),
    "law:calculate": tuple(Visit(("anonymous",), given=(("name", one),)) for one in LAW.split()),
}

# Addresses without a page, each with the reason.
NO_PAGE: dict[str, str] = {
    "hall:data": REDIRECT,
    "mfa_index": REDIRECT,
    "mfa_deactivate_totp": REDIRECT,
    "hall:search": POST_ONLY,
    "q/<str:token>/": "the same page as surveys:questionnaire, with a slash",
    "r/<str:token>/": "the same page as person:link, with a slash",
    "person:calendar": FILE,
    "hall:proofs_pdf": FILE,
    "hall:proof_letter": FILE,
    "person:choose": POST_ONLY,
    "person:without_code": POST_ONLY,
    "person:another_code": POST_ONLY,
    "person:leave": POST_ONLY,
    "observatory:table": FILE,
    "person:letter": FILE,
    "person:rights_archive": FILE,
    "person:rights_representative_end": POST_ONLY,
    "person:rights_contact_code": "needs a code on its way to a new address: see tests/secrecy",
    "hall:glass": "opens for an hour to whoever asked: see tests/secrecy",
    "hall:correction": "needs a person's request: see tests/secrecy",
    "person:open_decision": POST_ONLY,
    "person:decision_letter": FILE,
    "person:appeal": FILE,
    "practitioner:another_code": POST_ONLY,
    "practitioner:leave": POST_ONLY,
    "practitioner:open_exchange": POST_ONLY,
    "practitioner:ask_call": POST_ONLY,
    "demonstration:be": POST_ONLY,
    "demonstration:again": POST_ONLY,
    "demonstration:post_letters": POST_ONLY,
    "demonstration:letter": FILE,
    "planning:lift": POST_ONLY,
    "planning:plan_now": POST_ONLY,
    "feeds:issue": POST_ONLY,
    "feeds:revoke": POST_ONLY,
    "feeds:feed": MACHINE,
    "worklist:next": POST_ONLY,
    "worklist:claim": POST_ONLY,
    "worklist:release": POST_ONLY,
    "worklist:finish": POST_ONLY,
    "examinations:start": POST_ONLY,
    "examinations:piece": FILE,
    "examinations:notes": POST_ONLY,
    "examinations:end": POST_ONLY,
    "examinations:conflict": POST_ONLY,
    "examinations:remove_paragraph": POST_ONLY,
    "examinations:open_exchange": POST_ONLY,
    "examinations:call": POST_ONLY,
    "examinations:previous": "needs two interviews of one person: looked at in test_desk.py",
    "decisions:sign": POST_ONLY,
    "decisions:end_delegation": POST_ONLY,
    "decisions:letter": FILE,
    "call_papers:document": FILE,
    "visio:test-servers": MACHINE,
    "visio:test-results": MACHINE,
    "visio:ticket": MACHINE,
    "notices:print_letters": POST_ONLY,
    "notices:post_letters": POST_ONLY,
    "notices:correct": POST_ONLY,
    "notices:resolve": POST_ONLY,
    "notices:reception": POST_ONLY,
    "livez": MACHINE,
    "readyz": MACHINE,
    "metrics": MACHINE,
}
# Everything below is for programs.
MACHINE_SPACES = ("law_api:",)


def explained(name: str) -> bool:
    """Whether the list above says why there is no page."""
    return name in NO_PAGE or name.startswith(MACHINE_SPACES)
