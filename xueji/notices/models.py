"""Notices to persons (通知): what reached somebody, where it goes out, how each person wants it, and one-time codes.

A case writes lines for organizations (`xueji.cases.models.Notice`). A trigger lays each new one into `Waiting`, in the same
transaction; from there it is spread to the persons who hold an office there, as they chose.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xueji.database import cipher
from xueji.database.fence import ACTOR, OFFICE_LEVELS, ORG, Fence, Level
from xueji.notices.queries import MessageQuerySet, PersonNoticeQuerySet

_MINE = f"user_id = {ACTOR}"


def _own_fence() -> Fence:
    """Rows of one person, whatever the office of the moment."""
    rows = dict.fromkeys((*OFFICE_LEVELS, Level.STUDENT), _MINE)
    return Fence(read=rows, write=dict(rows))


def _own_fence_of_an_office() -> Fence:
    """Rows of one person that came to an office are read in that office only; those of no office everywhere."""
    here = f"{_MINE} AND (organization_id IS NULL OR organization_id = {ORG})"
    rows = dict.fromkeys(OFFICE_LEVELS, here) | {Level.STUDENT: f"{_MINE} AND organization_id IS NULL"}
    return Fence(read=rows, write=dict(rows))


class Channel(models.TextChoices):
    """Ways out of the register."""

    EMAIL = "email", _("邮件")
    SMS = "sms", _("短信")


class Timing(models.TextChoices):
    """When a channel speaks of an event."""

    OFF = "off", _("不发")
    NOW = "now", _("立即")
    DAILY = "daily", _("每日汇总")


class PersonNotice(models.Model):
    """A line for one person. `organization_id` is the office's through which it came; none for a student or a guardian.

    `text` is read on the screen only; mail and SMS are worded from `event` and `kind` and carry no text of anybody.
    """

    user = models.ForeignKey("organizations.User", models.CASCADE, related_name="+")
    organization_id = models.BigIntegerField(null=True)
    event = models.CharField(_("事件"), max_length=16)
    kind = models.CharField(max_length=24)
    text = models.CharField(max_length=200)
    case_id = models.BigIntegerField(null=True)
    case_number = models.CharField(_("办件号"), max_length=24, blank=True)
    link = models.CharField(max_length=200, blank=True)
    # What it was spread from, so that spreading it again changes nothing; none for what was written to the person.
    source_id = models.BigIntegerField(null=True)
    on_screen = models.BooleanField(default=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    fence: ClassVar[Fence] = _own_fence_of_an_office()
    objects = PersonNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("个人通知")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organization_id", "source_id"], name="a_notice_reaches_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "-at", "-id"], name="person_notice_by_moment", condition=Q(on_screen=True)),
            models.Index(
                fields=["user"], name="person_notice_unread", condition=Q(on_screen=True, read_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class Waiting(models.Model):
    """A line of a case that has not been spread to persons yet. Filled by a trigger, emptied by `spread`.

    Without a fence, because whoever spreads looks first and enters no scope where nothing waits; it holds ids alone.
    """

    notice_id = models.BigIntegerField(primary_key=True)

    class Meta:
        verbose_name = _("待分发")

    def __str__(self) -> str:
        return str(self.notice_id)


class Settings(models.Model):
    """What a person chose: `choices` holds event → channel → timing ("screen" → on or off); what is missing is the role's
    default. `digest_at` is the time of day of the daily digest."""

    user = models.OneToOneField("organizations.User", models.CASCADE, primary_key=True, related_name="+")
    choices = models.JSONField(default=dict)
    digest_at = models.TimeField(_("汇总时间"), default="08:30")
    working_days_only = models.BooleanField(_("只在工作日"), default=True)

    fence: ClassVar[Fence] = _own_fence()

    class Meta:
        verbose_name = _("通知设置")

    def __str__(self) -> str:
        return str(self.user_id)


class Contact(models.Model):
    """An address of a person, encrypted; used once it was verified by a one-time code."""

    user = models.ForeignKey("organizations.User", models.CASCADE, related_name="+")
    channel = models.CharField(_("方式"), max_length=8, choices=Channel)
    address_cipher = models.BinaryField()
    mask = models.CharField(max_length=60)
    verified_at = models.DateTimeField(null=True)

    fence: ClassVar[Fence] = _own_fence()

    class Meta:
        verbose_name = _("联系方式")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "channel"], name="one_contact_a_channel")]

    def __str__(self) -> str:
        return self.mask

    @property
    def address(self) -> str:
        return cipher.decrypt(self.address_cipher)


class Message(models.Model):
    """The outbox: one mail or SMS to one person. It is worded when it is sent; only a code carries its own sealed address
    and text, because it goes to whoever holds that telephone and is no news of the register."""

    class Purpose(models.TextChoices):
        NOTICE = "notice", _("通知")
        DIGEST = "digest", _("汇总")
        CODE = "code", _("验证码")

    class State(models.TextChoices):
        QUEUED = "queued", _("待发")
        SENT = "sent", _("已发")
        FAILED = "failed", _("未送达")
        DROPPED = "dropped", _("不再发")

    # What the message is, so that queueing it twice changes nothing.
    key = models.CharField(max_length=80, unique=True)
    user = models.ForeignKey("organizations.User", models.CASCADE, null=True, related_name="+")
    organization_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=8, choices=Channel)
    purpose = models.CharField(max_length=8, choices=Purpose)
    notices = ArrayField(models.BigIntegerField(), default=list)
    address_cipher = models.BinaryField(null=True)
    text_cipher = models.BinaryField(null=True)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.QUEUED)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=40, blank=True)
    queued_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    fence: ClassVar[Fence] = _own_fence_of_an_office()
    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("待发消息")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_message_goes_to_somebody",
                condition=Q(user__isnull=False) | Q(purpose="code"),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], name="message_due", condition=Q(state="queued")),
            models.Index(fields=["channel", "done_at"], name="message_rate", condition=Q(state="sent")),
            models.Index(fields=["user", "-id"], name="message_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.purpose}"


class Code(models.Model):
    """A one-time code, hashed, for one purpose, one subject and one address. Nobody reads it; see `codes`."""

    purpose = models.CharField(max_length=24)
    subject = models.CharField(max_length=80)
    address_index = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    fence: ClassVar[Fence] = Fence()

    class Meta:
        verbose_name = _("验证码")
        indexes: ClassVar = [
            models.Index(fields=["address_index", "-sent_at"], name="code_by_address"),
            models.Index(fields=["purpose", "subject", "-sent_at"], name="code_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
