"""Every address of the register. Chapters bring their own under one prefix each."""

from django.contrib.auth import views as auth
from django.urls import include, path

from xueji.web import errors, health
from xueji.web.access import unscoped
from xueji.web.passwords import OwnPasswordDoneView, OwnPasswordView
from xueji.web.signing_in import SignInView

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("login/", unscoped(SignInView.as_view()), name="login"),
    path("logout/", unscoped(auth.LogoutView.as_view()), name="logout"),
    path("password/", unscoped(OwnPasswordView.as_view()), name="password_change"),
    path("password/done/", unscoped(OwnPasswordDoneView.as_view()), name="password_change_done"),
    path("students/", include("students.urls")),
    path("statistics/", include("students.statistics.urls")),
    path("quality/", include("students.quality.urls")),
    path("reorganization/", include("students.reorganization.urls")),
    path("exports/", include("students.exports.urls")),
    path("matters/", include("students.matters.urls")),
    path("", include("students.applications.urls")),
    path("", include("students.archive.urls")),
    path("api/", include("xueji.api.urls")),
    path("regulations/", include("xueji.policies.urls")),
    path("", include("certificates.urls")),
    path("cases/", include("xueji.cases.urls")),
    path("notices/", include("xueji.notices.urls")),
    path("offices/", include("xueji.offices.urls")),
    path("transfers/", include("transfers.urls")),
    path("withdrawals/", include("transfers.withdrawal.urls")),
    path("graduation/", include("graduation.urls")),
    path("calendar/", include("xueji.web.calendar.urls")),
    path("", include("xueji.web.urls")),
]
