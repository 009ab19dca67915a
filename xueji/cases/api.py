"""Cases in the API: reading, and deciding by the same actions as the page."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from xueji.api.views import Scoped
from xueji.cases import registry
from xueji.cases.deciding import decide
from xueji.cases.models import Case, Decision, Item, Step
from xueji.cases.states import CaseState, DecisionVerb
from xueji.web.asked import wholes

_SIZE, _MOST = 50, 200
_VERBS = [
    DecisionVerb.APPROVE,
    DecisionVerb.RETURN,
    DecisionVerb.REJECT,
    DecisionVerb.FILE,
    DecisionVerb.OBJECT,
    DecisionVerb.CORRECT,
]


class CaseSerializer(serializers.ModelSerializer):
    """A case as a list shows it."""

    number = serializers.CharField()
    kind_label = serializers.SerializerMethodField()
    state_label = serializers.CharField(source="get_state_display")
    opened_for = serializers.CharField(source="opened_for.code")

    class Meta:
        model = Case
        fields = [
            "id", "number", "kind", "kind_label", "title", "state", "state_label", "policy_key", "policy_version",
            "opened_for", "revision", "created_at", "submitted_at", "effective_at", "closed_at",
        ]  # fmt: skip

    def get_kind_label(self, case: Case) -> str:
        """The kind in Chinese."""
        return str(registry.get(case.kind).label)


class StepSerializer(serializers.ModelSerializer):
    """A station of the chain. `due_on` is null while its clock stands."""

    organization = serializers.CharField(source="organization.code")

    class Meta:
        model = Step
        fields = [
            "position", "group", "label", "kind", "state", "organization", "budget", "consumed", "due_on",
            "due_is_provisional", "done_on",
        ]  # fmt: skip


class DecisionSerializer(serializers.ModelSerializer):
    """What was decided."""

    organization = serializers.CharField(source="organization.code")

    class Meta:
        model = Decision
        fields = ["verb", "organization", "actor_name", "opinion", "at"]


class ItemSerializer(serializers.ModelSerializer):
    """A student in the case, as the snapshot tells."""

    class Meta:
        model = Item
        fields = ["id", "position", "state", "snapshot", "verdicts", "note"]


class CaseDetailSerializer(CaseSerializer):
    """One case with rules, chain, opinions and students."""

    steps = StepSerializer(many=True)
    decisions = DecisionSerializer(many=True)
    items = ItemSerializer(many=True)

    class Meta(CaseSerializer.Meta):
        fields = [*CaseSerializer.Meta.fields, "verdicts", "steps", "decisions", "items"]


class DecisionRequest(serializers.Serializer):
    """A decision; `revision` is the one that was read, `exceptions` grounds by rule, `returned_items` and `rejected_items`
    reasons by item, `working_days` the time that an order to correct gives."""

    verb = serializers.ChoiceField(choices=[(verb.value, verb.label) for verb in _VERBS])
    revision = serializers.IntegerField(min_value=1)
    opinion = serializers.CharField(required=False, allow_blank=True, default="", max_length=1000)
    to_position = serializers.IntegerField(required=False, allow_null=True, default=None)
    exceptions = serializers.DictField(child=serializers.CharField(), required=False, default=dict)
    returned_items = serializers.DictField(child=serializers.CharField(max_length=300), required=False, default=dict)
    rejected_items = serializers.DictField(child=serializers.CharField(max_length=300), required=False, default=dict)
    working_days = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1)

    def validate_returned_items(self, value: dict[str, str]) -> dict[int, str]:
        """Keys of JSON objects are text; ids are numbers."""
        keys = wholes(value)
        if len(keys) != len(value):
            raise serializers.ValidationError("Keys are ids of items.")
        return dict(zip(keys, value.values(), strict=True))

    validate_rejected_items = validate_returned_items


class ListQuery(serializers.Serializer):
    """The query of the list; newest first."""

    state = serializers.ChoiceField(choices=CaseState.choices, required=False)
    kind = serializers.CharField(required=False, max_length=32)
    before = serializers.IntegerField(required=False, min_value=1, help_text="The last id seen.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=_MOST, default=_SIZE)


class PageSerializer(serializers.Serializer):
    """A page; `next` is the id to ask `before` for, null at the end."""

    results = CaseSerializer(many=True)
    next = serializers.IntegerField(allow_null=True)


_ID = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH)


class CaseViewSet(Scoped, viewsets.GenericViewSet):
    """The cases that the office sees."""

    serializer_class = CaseSerializer
    queryset = Case.objects.none()

    def get_queryset(self) -> QuerySet[Case]:
        return Case.objects.select_related("opened_for")

    @extend_schema(parameters=[ListQuery], responses=PageSerializer)
    def list(self, request: Request) -> Response:
        """Cases by id, the newest first, at most `limit` at a time."""
        query = ListQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = dict(query.validated_data)
        limit, before = wanted.pop("limit"), wanted.pop("before", None)
        if before:
            wanted["pk__lt"] = before
        rows = list(self.get_queryset().filter(**wanted).order_by("-pk")[: limit + 1])
        data = CaseSerializer(rows[:limit], many=True).data
        return Response({"results": data, "next": rows[limit - 1].pk if len(rows) > limit else None})

    @extend_schema(parameters=[_ID], responses=CaseDetailSerializer)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        """One case."""
        return Response(CaseDetailSerializer(self._whole()).data)

    @extend_schema(parameters=[_ID], request=DecisionRequest, responses=CaseDetailSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: Any = None) -> Response:
        """Decide for the office; 409 when somebody was faster or the revision is old."""
        case = self.get_object()
        wanted = DecisionRequest(data=request.data)
        wanted.is_valid(raise_exception=True)
        assert self.scope is not None  # Scoped has let an office in
        decide(actor=self.scope, case=case, **wanted.validated_data | {"verb": DecisionVerb(request.data["verb"])})
        return Response(CaseDetailSerializer(self._whole()).data)

    def _whole(self) -> Case:
        """The case with everything that its answer shows."""
        parts = ("steps__organization", "decisions__organization", "items")
        return self.get_queryset().prefetch_related(*parts).get(pk=self.get_object().pk)
