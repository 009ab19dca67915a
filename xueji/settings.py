"""Settings of the project: one module, read from the environment by typed readers that fail loudly."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pghistory
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from xueji import env
from xueji.database.connect import settings_from_url

BASE_DIR = Path(__file__).resolve().parent.parent

XUEJI_ENV = env.text("XUEJI_ENV", "development")
if XUEJI_ENV not in {"development", "production"}:
    raise ImproperlyConfigured("XUEJI_ENV must be development or production.")
PRODUCTION = XUEJI_ENV == "production"
DEBUG = env.flag("XUEJI_DEBUG") and not PRODUCTION
DEMO_MODE = env.flag("XUEJI_DEMO", default=not PRODUCTION)
if DEMO_MODE and PRODUCTION:
    raise ImproperlyConfigured("XUEJI_DEMO is for development: its accounts have a password that everybody knows.")
# Whether wide counts beside the navigation may be a minute old.
NAVIGATION_REMEMBERS = True
# Areas of identity numbers that were never assigned: only the demo may use them, so that its people cannot be real.
DEMO_AREAS = frozenset({"339801", "339802", "339901", "339902", "119801", "119802", "119890"})

SECRET_KEY = env.development_secret("XUEJI_SECRET_KEY", production=PRODUCTION)
FIELD_KEY = env.development_secret("XUEJI_FIELD_KEY", production=PRODUCTION)
ALLOWED_HOSTS = env.words("XUEJI_ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("XUEJI_TRUSTED_ORIGINS")
PUBLIC_URL = env.text("XUEJI_PUBLIC_URL", f"http://127.0.0.1:{env.number('XUEJI_PORT', 8000)}").rstrip("/")

# The domain's day may be moved in development, to look at the register in another season.
XUEJI_TODAY = date.fromisoformat(env.text("XUEJI_TODAY")) if env.text("XUEJI_TODAY", "") else None
# The day in the register's zone, against which the shift is counted.
XUEJI_STARTED_ON = datetime.now(ZoneInfo("Asia/Shanghai")).date()
if XUEJI_TODAY and PRODUCTION:
    raise ImproperlyConfigured("XUEJI_TODAY is for development: production lives today.")

DATABASE_URL = env.text("DATABASE_URL", "postgresql://xj_app@/xueji")
DATABASE_OWNER_URL = env.text("DATABASE_OWNER_URL", DATABASE_URL)
DATABASES = {
    "default": settings_from_url(DATABASE_OWNER_URL, as_app=False)
    if env.flag("XUEJI_DB_OWNER")
    else settings_from_url(DATABASE_URL, as_app=True)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Row history is read by the row it tells of; the keys that it copies need no index each.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
# Counters only (who asks too often); nothing that the register could not do without. A database of its own beside the
# broker's: clearing the cache must not empty the queue.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"{REDIS_URL}{'&' if '?' in REDIS_URL else '?'}db=1",
        "KEY_PREFIX": "xueji",
    }
}
# How many proxies of ours stand in front and add the visitor's address to X-Forwarded-For.
TRUSTED_PROXIES = env.number("XUEJI_TRUSTED_PROXIES", 1 if PRODUCTION else 0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "guardian",
    "axes",
    "csp",
    "pgtrigger",
    "pghistory",
    "xueji.calendars",
    "xueji.audit",
    "xueji.jobs",
    "xueji.organizations",
    "xueji.policies",
    "xueji.cases",
    "xueji.notices",
    "xueji.offices",
    "xueji.cases.watching",
    "students",
    "students.admission",
    "students.photos",
    "students.registration",
    "students.eligibility",
    "students.identity",
    "students.information",
    "students.applications",
    "students.structure",
    "students.term_registration",
    "students.teaching_periods",
    "students.statistics",
    "students.reorganization",
    "students.quality",
    "students.archive",
    "students.exports",
    "certificates",
    "transfers",
    "transfers.leave",
    "transfers.studies",
    "transfers.withdrawal",
    "transfers.special_school",
    "discipline",
    "graduation",
    "xueji.web",
    "xueji.api",
    "xueji.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "xueji.web.sessions.SessionLimits",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    # Last, because it runs the view itself: everything before it has had its say by then.
    "xueji.web.middleware.ScopeMiddleware",
]

ROOT_URLCONF = "xueji.urls"
WSGI_APPLICATION = "xueji.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xueji.web.context.shell",
            ],
        },
    },
]

AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "xueji.organizations.backends.DatedPermissionBackend",
]
ANONYMOUS_USER_NAME = None
# guardian looks for its own backend by name; ours is that one with dates.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "web:workbench"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "errors/locked.html"
AXES_RESET_ON_SUCCESS = True
# Behind the proxy everybody has its address: who locked an account from there would have locked it for all.
AXES_CLIENT_IP_CALLABLE = "xueji.web.visitors.address_of"

# Read from the store beside the database, written to both: a store that was emptied costs a query, not a session.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
# A sign-in ends after so long without a request, and after so long in any case (xueji/web/sessions.py).
SESSION_IDLE_SECONDS = env.number("XUEJI_SESSION_IDLE_MINUTES", 120) * 60
SESSION_LONGEST_SECONDS = 12 * 3600
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "xueji_session"
CSRF_COOKIE_NAME = "xueji_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "xueji.web.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [path for path in (BASE_DIR / "static", BASE_DIR / "static_vendor") if path.is_dir()]
WHITENOISE_USE_FINDERS = not PRODUCTION
# Outside production there is no collected folder: each file is looked up when it is asked for.
WHITENOISE_AUTOREFRESH = not PRODUCTION
# What is compressed already, and the fonts of PDFs, which no browser asks for and which take brotli minutes.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "br", "woff", "woff2", "ttf")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FONT_DIR = BASE_DIR / "static_vendor" / "fonts"
MEDIA_ROOT = Path(env.text("XUEJI_MEDIA", str(Path(env.text("XUEJI_DATA", str(BASE_DIR / ".data"))) / "media")))
EVIDENCE_MAX_BYTES = env.number("XUEJI_EVIDENCE_MAX_BYTES", 2 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o600

# Mail: into files in development, by SMTP in production. See docs/operations-notices.md.
EMAIL_BACKEND = env.text(
    "XUEJI_EMAIL_BACKEND", f"django.core.mail.backends.{'smtp' if PRODUCTION else 'filebased'}.EmailBackend"
)
EMAIL_FILE_PATH = str(MEDIA_ROOT.parent / "mail")
EMAIL_HOST = env.text("XUEJI_EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("XUEJI_EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("XUEJI_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("XUEJI_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("XUEJI_EMAIL_STARTTLS")
EMAIL_USE_SSL = env.flag("XUEJI_EMAIL_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("XUEJI_EMAIL_FROM", "xueji@localhost")
# The dotted name of a class with send(number, text); empty: this installation sends no SMS.
SMS_GATEWAY = env.text("XUEJI_SMS_GATEWAY", "" if PRODUCTION else "xueji.notices.gateways.ConsoleSmsGateway")
# So many messages a minute at most, as the providers allow.
NOTICES_A_MINUTE = {"email": env.number("XUEJI_EMAILS_A_MINUTE", 300), "sms": env.number("XUEJI_SMS_A_MINUTE", 60)}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ALWAYS_EAGER = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "sweep-deadlines": {"task": "xueji.cases.tasks.sweep_deadlines", "schedule": crontab(minute="*/10")},
    "spread-notices": {"task": "xueji.notices.tasks.spread_notices", "schedule": 10.0},
    "deliver-messages": {"task": "xueji.notices.tasks.deliver_messages", "schedule": 20.0},
    "offices-follow-their-dates": {
        "task": "xueji.organizations.tasks.offices_follow_dates",
        "schedule": crontab(minute="5", hour="0,6,12"),
    },
    "resume-stalled-jobs": {"task": "xueji.organizations.tasks.resume_stalled_jobs", "schedule": 20.0},
    "check-records": {"task": "students.quality.tasks.check_records", "schedule": crontab(minute="40", hour="2")},
    "expire-exports": {"task": "students.exports.tasks.expire_exports", "schedule": crontab(minute="10", hour="3")},
    "keep-first-of-september": {
        "task": "students.statistics.tasks.keep_first_of_september",
        "schedule": crontab(minute="20"),
    },
    "carry-out-school-moves": {
        "task": "students.reorganization.tasks.carry_out_moves",
        "schedule": crontab(minute="1"),
    },
    "ask-figures-ahead": {"task": "students.statistics.tasks.ask_ahead", "schedule": crontab(minute="2")},
    "finish-certificates": {"task": "certificates.tasks.finish_drafts", "schedule": 60.0},
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "xueji.api.errors.problem",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
}
SPECTACULAR_SETTINGS = {
    "TITLE": "xueji",
    "VERSION": "0.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("XUEJI_LOG_LEVEL", "WARNING")},
}
