"""Gunicorn's settings, for ./run and for the production image alike."""

import os

bind = f"{os.environ.get('XUEJI_BIND', '127.0.0.1')}:{os.environ.get('XUEJI_PORT', '8000')}"
wsgi_app = "xueji.wsgi:application"
workers = int(os.environ.get("XUEJI_WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("XUEJI_WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
# The heartbeat file must not wait for a disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
# Who did what is in the audit rows: requests are not logged a second time.
accesslog = None
errorlog = "-"
proc_name = "xueji-web"
control_socket_disable = True
