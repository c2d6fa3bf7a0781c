/* The view and the model as files. Asks before it writes over one, and says what came of it. */
#pragma once

#include <weft/desk.h>

void export_view(WfDesk *desk, const char *format, const char *path);
void export_write(WfDesk *desk, const char *path);    /* the integrated template */
void export_template(WfDesk *desk, const char *path); /* the stripped one */
void export_placed(WfDesk *desk, const char *path);
/* Forgets what waits for an answer or is being drawn; who draws a picture goes on and writes it. */
void export_stop(WfDesk *desk);
