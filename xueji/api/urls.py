from django.urls import include, path

from xueji.api import registry
from xueji.api.views import Schema

app_name = "api"

urlpatterns = [
    path("schema/", Schema.as_view(), name="schema"),
    path("", include(registry.router().urls)),
]
