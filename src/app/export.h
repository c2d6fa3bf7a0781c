/* The view and the model as files. Asks before it writes over one, and says what came of it. */
#pragma once

#include <weft/desk.h>

/* What is drawn, as "svg", "json" and so on. */
void export_view(WfDesk *desk, const char *format, const char *path);
typedef enum { WF_EXPORT_INTEGRATED, WF_EXPORT_STRIPPED, WF_EXPORT_PLACED } WfExportModel;
/* A template of the model. */
void export_model(WfDesk *desk, WfExportModel which, const char *path);
/* Forgets what waits for an answer or is being drawn; who draws a picture goes on and writes it. */
void export_stop(WfDesk *desk);
