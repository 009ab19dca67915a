# The production image. Set-up runs through the scripts that ./run uses, so what is tested there is built here.
# A registry of your own: --build-arg PIP_INDEX_URL=… --build-arg NPM_CONFIG_REGISTRY=…

FROM python:3.11-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LANG=C.UTF-8
WORKDIR /app
COPY ops/__init__.py ops/layout.py ops/system_packages.py ops/
RUN python -m ops.system_packages && rm -rf /var/lib/apt/lists/* /app/.data

FROM base AS build
ARG PIP_INDEX_URL
ARG NPM_CONFIG_REGISTRY
COPY requirements.txt requirements-dev.txt ./
COPY ops ops
RUN XUEJI_ROOT=/app bash -euo pipefail -c 'source ops/bootstrap.sh && bootstrap && python=$(find_python) && adopt_pip_settings \
    && .venv/bin/uv venv --python "$python" /opt/venv \
    && .venv/bin/uv pip sync --require-hashes --python /opt/venv/bin/python requirements.txt'
RUN .venv/bin/python ops/frontend/build.py
COPY . .
# The keys below are for this one step: nothing that it writes depends on them.
RUN XUEJI_ENV=production XUEJI_SECRET_KEY=collectstatic XUEJI_FIELD_KEY=collectstatic \
    DATABASE_URL=postgresql://nobody@/none XUEJI_ALLOWED_HOSTS=localhost \
    /opt/venv/bin/python manage.py collectstatic --no-input
RUN rm -rf .venv .data

FROM base AS production
RUN groupadd --gid 10001 xueji && useradd --uid 10001 --gid xueji --no-create-home --shell /usr/sbin/nologin xueji \
    && install --directory --owner xueji --group xueji --mode 0750 /var/lib/xueji /var/lib/xueji/media
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    XUEJI_ENV=production \
    XUEJI_BIND=0.0.0.0 \
    XUEJI_PORT=8000 \
    XUEJI_DATA=/var/lib/xueji \
    XDG_CACHE_HOME=/tmp/cache
USER 10001:10001
VOLUME /var/lib/xueji
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=40s --retries=4 CMD ["python", "ops/healthcheck.py", "web"]
CMD ["gunicorn", "--config", "ops/gunicorn.py"]
