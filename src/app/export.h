/* The view and the model as files. Asks before it writes over one, and says what came of it. */
#pragma once

#include "desk.h"

void export_view(Desk *desk, const char *format, const char *path);
void export_write(Desk *desk, const char *path);    /* the integrated template */
void export_template(Desk *desk, const char *path); /* the stripped one */
void export_placed(Desk *desk, const char *path);
