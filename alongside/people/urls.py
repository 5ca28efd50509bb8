"""The addresses of the pages about people."""

from django.urls import path

from .views import (
    about,
    adding,
    around,
    family,
    lives,
    looking_again,
    merging,
    needs,
    warnings,
)

app_name = "people"
ONE = "people/<uuid:person_id>/about/"
FACT = f"{ONE}<uuid:fact_id>/"
NEED = f"{ONE}needs/<uuid:need_id>/"
EDGE = f"{ONE}around/<uuid:edge_id>/"
MERGE = "people/one-person/<uuid:merge_id>/"

urlpatterns = [
    path("people/add/", adding.add, name="add"),
    path(ONE, about.about, name="about"),
    path(f"{ONE}add/", about.record_fact, name="record-fact"),
    path(f"{FACT}change/", about.change_fact, name="change-fact"),
    path(f"{FACT}correct/", about.correct_fact, name="correct-fact"),
    path(f"{FACT}end/", about.end_fact, name="end-fact"),
    path(f"{FACT}take-back/", about.take_back_fact, name="take-back-fact"),
    path(f"{FACT}protect/", about.protect_fact, name="protect-fact"),
    path(f"{ONE}protected/<uuid:protection_id>/end/", about.end_protection, name="end-protection"),
    path(
        f"{ONE}protected/<uuid:protection_id>/keep/",
        looking_again.keep_protected,
        name="keep-protected",
    ),
    path(f"{ONE}needs/", needs.needs, name="needs"),
    path(f"{ONE}needs/add/", needs.record_need, name="record-need"),
    path(f"{NEED}ask-again/", needs.review_need, name="review-need"),
    path(f"{NEED}done/", needs.take_step, name="take-step"),
    path(f"{NEED}end/", needs.end_need, name="end-need"),
    path(f"{ONE}warnings/", warnings.warnings, name="warnings"),
    path(f"{ONE}warnings/add/", warnings.warn, name="warn"),
    path(f"{ONE}warnings/<uuid:warning_id>/again/", warnings.again, name="warn-again"),
    path(f"{ONE}warnings/<uuid:warning_id>/end/", warnings.end, name="end-warning"),
    path(f"{ONE}around/", around.around, name="around"),
    path(f"{ONE}family/", family.family, name="family"),
    path(f"{ONE}around/add/", around.add, name="add-relationship"),
    path(f"{ONE}around/responsibility/", around.responsibility, name="responsibility"),
    path(f"{ONE}around/proposed/", around.proposed, name="proposed"),
    path(f"{EDGE}contact/", around.contact, name="contact"),
    path(f"{EDGE}more/", around.more, name="more-of-name"),
    path(f"{EDGE}end/", around.end, name="end-relationship"),
    path(f"{EDGE}take-back/", around.take_back, name="take-back-relationship"),
    path(f"{ONE}birth/", lives.birth, name="birth"),
    path(f"{ONE}lost-pregnancy/", lives.lost, name="lost-pregnancy"),
    path(f"{ONE}not-lost/", lives.undo_lost, name="undo-lost-pregnancy"),
    path(f"{ONE}death/", lives.death, name="death"),
    path(f"{ONE}alive/", lives.undo_death, name="undo-death"),
    path(f"{ONE}same/", adding.same, name="same"),
    path(f"{ONE}same/<uuid:other_id>/", merging.compare, name="compare"),
    path(MERGE, merging.merge, name="merge"),
    path(f"{MERGE}agree/", merging.agree, name="agree-merge"),
    path(f"{MERGE}two-people/", merging.two_people, name="two-people"),
    path(f"{MERGE}undo/", merging.undo, name="undo-merge"),
    path(f"{MERGE}step/", merging.step, name="merge-step"),
    path(f"{ONE}seal/", lives.seal, name="seal"),
]
