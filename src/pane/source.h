/* Colours for shown YAML: keys, strings, comments. */
#pragma once

#include <weft/widget.h>

/* A WfTextColor. One line at a time, so block scalars look like what they look like. */
void source_color(gpointer data, guint line, const char *text, WfRole *roles, gsize n);
