"""The addresses of supervision between two."""

from django.urls import path

from alongside.learning.views.supervision import agreed, cases, meetings, points, printing, two

ONE = "supervision/<uuid:supervision_id>/"
MEETING = "supervision/meetings/<uuid:meeting_id>/"
POINT = "supervision/points/<uuid:point_id>/"

urlpatterns = [
    path("supervision/", two.supervisions, name="supervisions"),
    path("supervision/new/", two.propose, name="propose-supervision"),
    path(ONE, two.supervision, name="supervision"),
    path(f"{ONE}yes/", two.accept, name="accept-supervision"),
    path(f"{ONE}no/", two.decline, name="decline-supervision"),
    path(f"{ONE}how-often/", two.rhythm, name="supervision-rhythm"),
    path(f"{ONE}end/", two.end, name="end-supervision"),
    path(f"{ONE}agreement/", agreed.agreement, name="agreement"),
    path(f"{ONE}agreement/write/", agreed.write, name="write-agreement"),
    path(f"{ONE}agreement/sign/", agreed.sign, name="sign-agreement"),
    path(f"{ONE}plan/", meetings.plan, name="plan-meeting"),
    path(MEETING, meetings.meeting, name="meeting"),
    path(f"{MEETING}change/", meetings.move, name="move-meeting"),
    path(f"{MEETING}call-off/", meetings.call_off, name="call-off-meeting"),
    path(f"{MEETING}meeting.ics", meetings.calendar, name="meeting-calendar"),
    path(f"{MEETING}held/", meetings.held, name="hold-meeting"),
    path(f"{MEETING}sign/", meetings.sign, name="sign-meeting"),
    path(f"{MEETING}print/", printing.print_meeting, name="print-meeting"),
    path(f"{MEETING}bring/", points.bring, name="bring-point"),
    path(f"{MEETING}notes/", points.notes, name="meeting-notes"),
    path(f"{MEETING}agree/", points.agree, name="agree-follow-up"),
    path(f"{POINT}take-off/", points.take_off, name="take-off-point"),
    path(f"{POINT}decision/", cases.choose, name="choose-case"),
    path(f"{POINT}decision/<uuid:person_id>/", cases.decide, name="decide-case"),
    path("supervision/follow-ups/<uuid:follow_up_id>/", points.came_of, name="end-follow-up"),
]
