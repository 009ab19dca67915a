"""Students in the API: read-only, numbers masked, keyset-paged by id."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from students.actions import record_read
from students.as_of import record_on
from students.models import Student
from students.presenters.head import graduation_month
from students.statuses import Status
from xueji import clock
from xueji.api.views import Scoped
from xueji.web.access import scope_of

_SIZE, _MOST = 50, 200


class PlaceSerializer(serializers.Serializer):
    """An organization by id, code and name."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()


class StudentSerializer(serializers.ModelSerializer):
    """What a list may say of a student; whole numbers are not given out by the API."""

    school = PlaceSerializer()
    school_class = serializers.CharField(source="school_class.name")
    programme = serializers.CharField(source="programme.name")
    major_code = serializers.CharField(source="programme.major_code")
    status_label = serializers.CharField(source="get_status_display")

    class Meta:
        model = Student
        fields = [
            "id", "name", "sex", "status", "status_label", "school", "school_number", "number_mask", "identity_mask",
            "cohort", "school_class", "programme", "major_code",
        ]  # fmt: skip


class StudentDetailSerializer(StudentSerializer):
    """One student with the days of the record."""

    expected_graduation = serializers.SerializerMethodField()

    class Meta(StudentSerializer.Meta):
        fields = [
            *StudentSerializer.Meta.fields,
            "birth_date", "ethnic_code", "entered_on", "registered_on", "left_on", "expected_graduation",
        ]  # fmt: skip

    def get_expected_graduation(self, student: Student) -> str | None:
        """Year and month ("2027-06"); null for those who are gone."""
        return "{:04d}-{:02d}".format(*graduation_month(student)) if student.is_open else None


class ListQuery(serializers.Serializer):
    """The query of the list. There is no search by name or number: these do not belong into addresses."""

    status = serializers.ChoiceField(choices=Status.choices, required=False)
    cohort = serializers.IntegerField(required=False)
    school = serializers.IntegerField(required=False)
    after = serializers.IntegerField(required=False, min_value=0, default=0, help_text="The last id seen.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=_MOST, default=_SIZE)


class DayQuery(serializers.Serializer):
    """The day as on which a record is asked for."""

    as_of = serializers.DateField(required=False, help_text="The record as at the end of this day; not in the future.")

    def validate_as_of(self, day: date) -> date:
        if day > clock.today():
            raise serializers.ValidationError(_("还没有到那一天，只能查看今天和以前的学籍。"))
        return day


class PageSerializer(serializers.Serializer):
    """A page; `next` is the id to ask `after` for, null at the end."""

    results = StudentSerializer(many=True)
    next = serializers.IntegerField(allow_null=True)


class StudentViewSet(Scoped, viewsets.GenericViewSet):
    """The students of the office's subtree."""

    permission = "view_students"
    serializer_class = StudentSerializer
    queryset = Student.objects.none()

    def get_queryset(self) -> QuerySet[Student]:
        return Student.objects.with_places()

    @extend_schema(parameters=[ListQuery], responses=PageSerializer)
    def list(self, request: Request) -> Response:
        """Students by id, at most `limit` at a time."""
        query = ListQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = dict(query.validated_data)
        after, limit = wanted.pop("after"), wanted.pop("limit")
        rows = list(self.get_queryset().filter(pk__gt=after, **wanted).order_by("pk")[: limit + 1])
        data = StudentSerializer(rows[:limit], many=True).data
        return Response({"results": data, "next": rows[limit - 1].pk if len(rows) > limit else None})

    @extend_schema(
        parameters=[OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH), DayQuery],
        responses=StudentDetailSerializer,
    )
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        """One student, today or as at the end of a day (`as_of`); reading it is recorded.

        404 for a day on which the school had no record of the student yet.
        """
        student = self.get_object()
        query = DayQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        day = query.validated_data.get("as_of")
        record_read(actor=scope_of(request), student=student, via="api")
        if day is None:
            return Response(StudentDetailSerializer(student).data)
        found = record_on(student, day)
        if not found.exists:
            raise Http404
        data = StudentDetailSerializer(found.student).data
        return Response({**data, "as_of": day.isoformat(), "is_inferred": found.is_inferred})
