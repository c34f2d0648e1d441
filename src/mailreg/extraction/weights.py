"""What one act in a letter speaks for: points for and against each intent.

Five points tell an intent by themselves, one is a hint. The numbers say how often people who write
so mean it; they were set by hand and are held by the tests of `intent.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from mailreg.extraction.acts import Act, Deed
from mailreg.extraction.values import Intent

Points = Mapping[Intent, float]
NOTHING: Final[Points] = {}


def weigh(act: Act) -> Points:
    """The points of one act."""
    return _WEIGHERS[act.deed](act)


def _substitute(act: Act) -> Points:
    if act.is_denied or (act.is_general and act.is_asked):
        return {Intent.QUESTION: 1}
    return {Intent.AMEND: 2 if act.is_supposed else 5}


def _withdraw(act: Act) -> Points:
    if act.is_denied or act.is_of_reader:
        return NOTHING
    if act.is_supposed or (act.is_general and act.is_asked):
        return {Intent.QUESTION: 1 if act.is_asked else 0}
    if act.is_asked and not act.is_of_us:
        return {Intent.CANCEL: 1.5, Intent.QUESTION: 2}
    if act.is_of_thing or act.is_of_part:
        return {Intent.AMEND: 3, Intent.CANCEL: 1.5}
    return {Intent.CANCEL: 5}


def _hindered(act: Act) -> Points:
    return NOTHING if act.is_denied or act.is_supposed else {Intent.CANCEL: 1}


def _given_away(act: Act) -> Points:
    if act.is_supposed:
        return {Intent.REGISTER: 1.5}  # `if a place is free`
    return NOTHING if act.is_denied else {Intent.CANCEL: 2}


def _change(act: Act) -> Points:
    if act.is_denied:
        return {Intent.AMEND: -1}
    if act.is_asked and act.is_general:
        return {Intent.QUESTION: 1}
    return {Intent.AMEND: 3}


def _should_be(act: Act) -> Points:
    return NOTHING if act.is_denied or act.is_asked else {Intent.AMEND: 1}


def _again(_: Act) -> Points:
    return {Intent.AMEND: 1, Intent.CANCEL: 0.5}


def _unchanged(_: Act) -> Points:
    return {Intent.AMEND: 1}


def _settled(_: Act) -> Points:
    return {Intent.AMEND: 1}


def _answers_us(act: Act) -> Points:
    return NOTHING if act.is_supposed else {Intent.AMEND: 3}


def _untried(act: Act) -> Points:
    return {Intent.REGISTER: 1.5}


def _prior(act: Act) -> Points:
    if act.is_denied:
        return {Intent.REGISTER: 1}
    if act.is_supposed or act.is_general:
        return {Intent.AMEND: 0.5}
    if act.is_asked:
        return {Intent.AMEND: 0.5, Intent.CANCEL: 0.5, Intent.QUESTION: 1, Intent.REGISTER: -1}
    return {Intent.AMEND: 1.5, Intent.CANCEL: 1, Intent.QUESTION: 0.5, Intent.REGISTER: -2}


def _undecided(_: Act) -> Points:
    return {Intent.QUESTION: 3, Intent.REGISTER: -2}


def _addition(act: Act) -> Points:
    return NOTHING if act.is_of_thing else {Intent.REGISTER: 2}


def _misdirected(_: Act) -> Points:
    return {Intent.OTHER: 4}


def _courtesy(_: Act) -> Points:
    return NOTHING


def _enrol(act: Act) -> Points:
    if act.is_of_reader:
        return NOTHING
    if act.is_of_detail:
        return _DETAIL
    if act.is_denied and not act.is_asked:
        return _asks_for_none(act)
    if act.is_general or (act.is_asked and not act.is_wished and not act.is_of_us):
        return {Intent.REGISTER: 1, Intent.QUESTION: 1.5}
    if act.is_supposed:
        return {Intent.REGISTER: 1}
    is_asked_for = act.is_wished or act.is_of_us or act.is_opening or act.is_title
    return {Intent.REGISTER: 3 if is_asked_for else 1.5}


def _asks_for_none(act: Act) -> Points:
    return NOTHING if act.is_of_writer_only else {Intent.QUESTION: 3, Intent.REGISTER: -3}


_DETAIL: Final[Points] = {Intent.QUESTION: 1}


def _attend(act: Act) -> Points:
    if act.is_of_detail:
        return _DETAIL
    if act.is_denied and not act.is_asked:
        return _stays_away(act)
    if act.is_general or act.is_of_thing:
        return {Intent.REGISTER: 0.5}
    if act.is_wished:
        return {Intent.REGISTER: 1.5 if act.is_of_part or act.is_supposed else 3}
    return {Intent.REGISTER: 2 if act.is_asked and act.is_of_us else 0.5}


def _stays_away(act: Act) -> Points:
    """`kommer inte`: gives up a place, where there was one, and not a part of the day."""
    if act.is_of_part or act.is_supposed:
        return NOTHING
    if act.is_of_writer_only:
        return {Intent.QUESTION: 1}
    return {Intent.CANCEL: 3}


def _place(act: Act) -> Points:
    if act.is_of_detail:
        return _DETAIL
    if act.is_denied and not act.is_asked:
        return _asks_for_none(act)
    if act.is_wished or act.is_asked:
        is_weak = act.is_of_part or (act.is_supposed and not act.is_asked)
        return {Intent.REGISTER: 1.5 if is_weak else 3}
    return {Intent.REGISTER: 1.5}


def _listed(_: Act) -> Points:
    return {Intent.REGISTER: 1.5}


def _ask(act: Act) -> Points:
    return NOTHING if act.is_denied else {Intent.QUESTION: 2}


def _idle(_: Act) -> Points:
    return NOTHING


_WEIGHERS: Final[Mapping[Deed, Callable[[Act], Points]]] = {
    Deed.IDLE: _idle,
    Deed.SUBSTITUTE: _substitute,
    Deed.WITHDRAW: _withdraw,
    Deed.HINDERED: _hindered,
    Deed.GIVEN_AWAY: _given_away,
    Deed.CHANGE: _change,
    Deed.SHOULD_BE: _should_be,
    Deed.AGAIN: _again,
    Deed.UNCHANGED: _unchanged,
    Deed.SETTLED: _settled,
    Deed.ANSWERS_US: _answers_us,
    Deed.UNTRIED: _untried,
    Deed.PRIOR: _prior,
    Deed.UNDECIDED: _undecided,
    Deed.ADDITION: _addition,
    Deed.MISDIRECTED: _misdirected,
    Deed.COURTESY: _courtesy,
    Deed.ENROL: _enrol,
    Deed.ATTEND: _attend,
    Deed.PLACE: _place,
    Deed.LISTED: _listed,
    Deed.ARRIVAL: _ask,
    Deed.ASK: _ask,
}
