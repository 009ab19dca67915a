"""xueji (学籍): the register of who is a student where, from the admission roster to the certificate."""

from xueji.celery import app as celery_app

__all__ = ["celery_app"]
