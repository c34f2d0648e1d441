"""The page's words for what the program calls by short codes; English here, the rest in gettext."""

from __future__ import annotations

from collections.abc import Mapping

from mailreg.extraction import Missing, Reason
from mailreg.message.forwarding import FORWARDED_BY_STAFF
from mailreg.registration.values import SessionState, Status, Verb
from mailreg.service import applying
from mailreg.service.accounts import Role
from mailreg.service.explaining import DOUBT
from mailreg.service.policy import Mode
from mailreg.service.queue import Tab
from mailreg.service.states import MessageState, OutboxState


def N_(message: str) -> str:  # noqa: N802 (what the catalogue's tools look for)
    """Mark a text for the catalogue."""
    return message


def NP_(kind: str, message: str) -> str:  # noqa: N802 (what the catalogue's tools look for)
    """Mark a word that other languages say otherwise where it is of this kind."""
    return message


WORDS: Mapping[str, Mapping[str, str]] = {
    "status": {
        Status.INCOMPLETE: N_("asked"),
        Status.PENDING: N_("pending"),
        Status.OFFERED: N_("offered"),
        Status.WAITLISTED: N_("waiting list"),
        Status.CONFIRMED: N_("confirmed"),
        Status.DECLINED: N_("declined"),
        Status.EXPIRED: N_("expired"),
        Status.CANCELLED: N_("cancelled"),
    },
    "session": {
        SessionState.WISHED: N_("wished"),
        SessionState.GIVEN: N_("given"),
        SessionState.WAITING: N_("waits"),
        SessionState.REFUSED: N_("refused"),
    },
    "verb": {
        Verb.APPROVE: N_("Approve"),
        Verb.WAITLIST: N_("Waiting list"),
        Verb.DECLINE: N_("Decline"),
        Verb.ASK: N_("Ask"),
        Verb.OFFER: N_("Offer a seat"),
        Verb.CANCEL: N_("Cancel"),
        Verb.REOPEN: N_("Take up again"),
        Verb.UNDO: N_("Undo"),
    },
    "tab": {
        Tab.DECIDE: N_("To decide"),
        Tab.READ: N_("To read"),
        Tab.ASKED: N_("Asked"),
        Tab.WAITING: N_("Waiting list"),
        Tab.CONFIRMED: N_("Confirmed"),
        Tab.CLOSED: N_("Closed"),
    },
    "note": {
        "doubt": N_("doubtful"),
        "full": N_("full"),
        "missing": N_("incomplete"),
        "shadow": N_("read in shadow"),
        "question": N_("question"),
        "amend": N_("a change"),
        "cancel": N_("a cancellation"),
        "other": N_("other"),
        "already_registered": N_("is there already"),
        "joined": N_("in a conversation"),
        "change": N_("a change to decide"),
        "said_more": N_("said more than yes or no"),
        "unproven": N_("really from them?"),
        "verdict_failed": N_("false sender"),
        "intent_unclear": N_("unclear"),
        "event_unclear": N_("which event?"),
        "sender_unclear": N_("from whom?"),
        "bounce_of_our_mail": N_("our mail came back"),
        "delayed": N_("our mail is late"),
        "delivered": N_("our mail has arrived"),
        "by_hand": N_("staff wrote it by hand"),
        "junk": N_("from the folder for junk"),
        "closed_by_staff": N_("needs nothing more"),
        "answered": N_("answered"),
        "own_mail": N_("our own mail"),
        "duplicate": N_("a second copy"),
        "before_start": N_("older than mailreg here"),
        "gone": N_("gone from the mailbox"),
        "auto_reply": N_("automatic reply"),
        "bounce": N_("mail that came back"),
        "bulk": N_("newsletter"),
        "register": N_("registration"),
        "crashed": N_("reading failed"),
    },
    "missing": {
        Missing.NAME: N_("a name"),
        Missing.BILLING_ADDRESS: N_("the billing address"),
        Missing.ANSWERS: N_("answers to the event's questions"),
    },
    "reason": {
        Reason.INTENT_UNCLEAR: N_("It is not clear what the letter asks for."),
        Reason.NAME_INCOMPLETE: N_("Only a part of somebody's name was found."),
        Reason.NAME_UNSURE: N_("Something that may be a name was taken for one."),
        Reason.PEOPLE_COUNT: N_("The letter speaks of another number of people."),
        Reason.SUBSTITUTION_UNCLEAR: N_("Somebody comes for somebody else; see who for whom."),
        Reason.DIET_UNCLEAR: N_("Food or an allergy is spoken of and was not fully understood."),
        Reason.DIET_OWNER_UNCLEAR: N_("It is not sure whose need it is."),
        Reason.ANSWERS_UNCLEAR: N_(
            "There are two answers to one question, or it is not sure whose."
        ),
        Reason.SEVERAL_ADDRESSES: N_("There is more than one address to send the invoice to."),
        Reason.RECIPIENT_UNCLEAR: N_("There is an address, and nobody to whom the invoice goes."),
        Reason.BILLING_UNREAD: N_("The invoice is spoken of and no address was understood."),
        Reason.CHECK_DIGIT: N_("An organisation number, GLN or Peppol id has a wrong check digit."),
        Reason.PERSONAL_NUMBER: N_(
            "A personal identity number stands in the letter; it was not kept."
        ),
        Reason.ATTACHMENT: N_(
            "An attachment that the letter refers to was not read, or not whole."
        ),
        Reason.FORWARDED: N_("What was read stands in a forwarded letter."),
        Reason.CUT: N_("The letter is longer than what is read."),
        Reason.DAMAGED: N_("A part of the message is damaged; the letter may say more."),
        Reason.NO_MESSAGE: N_("The file is no mail message."),
        Reason.UNREADABLE: N_("The file could not be read."),
        Reason.CRASHED: N_("Reading the letter failed; tell the operator."),
        FORWARDED_BY_STAFF: N_(
            "Somebody of the staff forwarded it: see whether contact and reading are right."
        ),
        applying.LIKENESS: N_(
            "Somebody of this name has written from this address already; see whether it is twice."
        ),
        applying.SENDER_UNSURE: N_("It is not clear to whom the reply should go."),
        applying.TOO_LARGE: N_(
            "The letter was too large to be fetched whole; look in the mailbox."
        ),
        applying.TOO_MANY: N_("There are more people than one letter may register."),
        DOUBT: N_("Somebody should look at this letter."),
    },
    "remedy": {
        "no_room": N_(
            "Put them on the waiting list, decline, or give a seat over capacity with a note."
        ),
        "note_needed": N_("Write the note first."),
        "not_permitted": N_("An administrator can give it the role."),
        "nothing_to_ask": N_("Write in the note what you want to know."),
        "too_late": N_("Approve instead."),
    },
    "mail": {
        OutboxState.HELD: N_("held"),
        OutboxState.QUEUED: N_("about to leave"),
        OutboxState.SENDING: N_("leaving"),
        OutboxState.SENT: N_("sent"),
        OutboxState.DEFERRED: N_("tried again later"),
        OutboxState.UNKNOWN: N_("perhaps sent"),
        OutboxState.FAILED: N_("not delivered"),
        OutboxState.CANCELLED: N_("stopped"),
    },
    "message": {
        MessageState.STORED: N_("stored"),
        MessageState.PROCESSED: N_("processed"),
        MessageState.IGNORED: N_("ignored"),
        MessageState.REVIEW: N_("to read"),
        MessageState.QUARANTINED: N_("put aside"),
    },
    "hold": {
        "undo": N_("leaves when its time for undo is over"),
        "hold": N_("mode hold: until it is released"),
        "limit_per_hour": N_("limit per hour"),
        "limit_per_address": N_("limit per address"),
        "limit_receipts": N_("limit of receipts"),
        "limit_repeated": N_("the same letter again"),
        "with_staff": N_("staff answered by hand"),
        "by_hand": N_("staff answered by hand"),
        "review": N_("somebody must look at it first"),
        "paused": N_("paused"),
        "shadow": N_("read in shadow: never sent"),
        "undone": N_("the decision was undone"),
        "replaced": N_("a later decision tells it"),
        "replayed": N_("its letter was read anew"),
        "too_late": N_("too late to be answered"),
        "refused": N_("refused by the mail server"),
        "bounced": N_("came back"),
        "refused_for_now": N_("not now, says the mail server"),
        "given_up": N_("tried for too long"),
        "no_answer": N_("the mail server's answer was lost"),
        "no_answer_twice": N_("the mail server's answer was lost twice"),
        "crashed": N_("sending failed; tell the operator"),
    },
    "template": {
        "received": N_("receipt"),
        "incomplete": N_("question about what is missing"),
        "reminder": N_("reminder"),
        "expired": N_("closed without an answer"),
        "confirmed": N_("confirmation"),
        "waitlisted": N_("on the waiting list"),
        "offered": N_("offer of a seat"),
        "lapsed": N_("the offer had run out"),
        "declined": NP_("template", "no"),
        "closed": N_("registration is closed"),
        "outcome": N_("decision, person by person"),
        "updated": NP_("template", "change"),
        "cancelled": N_("cancellation"),
        "already_registered": N_("already registered"),
        "corrected": N_("correction"),
        "forwarded": N_("a person will answer"),
        "message": N_("own words"),
    },
    "step": {
        "arrived": N_("The letter arrived"),
        "added": N_("Entered by hand"),
        Verb.APPROVE: N_("Approved"),
        Verb.WAITLIST: N_("Put on the waiting list"),
        Verb.DECLINE: N_("Declined"),
        Verb.ASK: NP_("step", "Asked"),
        Verb.CANCEL: N_("Cancelled"),
        Verb.REOPEN: N_("Taken up again"),
        Verb.UNDO: N_("Undone"),
        Verb.OFFER: N_("Offered a seat"),
        "answered": N_("Answered"),
        "edited": N_("Corrected"),
        "completed": N_("Complete"),
        "amended": N_("Changed by a letter"),
        "withdrawn": N_("Withdrawn by a letter"),
        "already_there": N_("Applied once more"),
        "wishes": N_("Wishes changed"),
        "taken_up": N_("A letter was taken up by hand"),
        "placed": N_("A letter was put here"),
        "moved": N_("A letter was put to another case"),
        "closed_by_staff": N_("A letter was read and needs nothing more"),
        "offered": N_("Offered a seat by itself"),
        "given": N_("Given a seat in a session"),
        "renewed": N_("The offer's time began anew"),
        "ended": N_("Expired"),
        "bounced": N_("A mail came back"),
        "by_hand": N_("Answered by hand"),
        "handed_back": N_("mailreg may answer again"),
        "reminded": N_("Reminded"),
        "accepted": N_("Took the offered seat"),
        "refused": N_("Did not want the offered seat"),
        "late": N_("Answered after the offer had run out"),
    },
    "role": {
        Role.VIEWER: N_("viewer: sees lists and seats"),
        Role.HANDLER: N_("handler: reads letters, sees diets, corrects and answers"),
        Role.APPROVER: N_("approver: decides"),
        Role.CATERING: N_("catering: sees diets, takes the lists"),
        Role.ADMINISTRATOR: N_("administrator: figures, accounts"),
    },
    "mode": {
        Mode.SHADOW: N_("SHADOW: nothing is sent"),
        Mode.HOLD: N_("HOLD: everything waits for release"),
        Mode.LIVE: N_("LIVE"),
    },
    "kind": {
        "quote": N_("quoted"),
        "banner": N_("notice of a mail server"),
        "disclaimer": N_("disclaimer"),
        "signature": N_("signature"),
        "forward": N_("forwarded"),
        "own": N_("own words"),
    },
    "seat": {
        "elsewhere": N_("elsewhere"),
        "confirmed": NP_("seat", "confirmed"),
        "offered": NP_("seat", "offered"),
        "pending": NP_("seat", "pending"),
    },
}


KEYS: Mapping[str, str] = {  # which letter decides what
    Verb.APPROVE: "a",
    Verb.WAITLIST: "w",
    Verb.DECLINE: "d",
    Verb.ASK: "c",
}


def word_of(kind: str, value: str) -> str:
    """The English text of a code; a code without one is shown with spaces."""
    known = WORDS[kind].get(value)
    return known if known is not None else value.replace("_", " ")
