from django.urls import path

from certificates.views import certificate, listing, public

app_name = "certificates"

urlpatterns = [
    path("certificates/", listing.certificate_list, name="list"),
    path("certificates/search/", listing.certificate_search, name="search"),
    path("certificates/issue/", listing.issue, name="issue"),
    path("certificates/mine/", certificate.mine, name="mine"),
    path("certificates/<int:pk>/", certificate.certificate, name="certificate"),
    path("certificates/<int:pk>/progress/", certificate.progress, name="progress"),
    path("certificates/<int:pk>/file/", certificate.file, name="file"),
    path("certificates/<int:pk>/render/", certificate.render_again, name="render_again"),
    path("certificates/<int:pk>/revoke/", certificate.revoke, name="revoke"),
    path("certificates/<int:pk>/spoil/", certificate.spoil, name="spoil"),
    path("verify/", public.verify_form, name="verify_form"),
    path("verify/<str:code>/", public.verify, name="verify"),
]
