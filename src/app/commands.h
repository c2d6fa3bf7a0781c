/* What the application's own command table runs; the table is in commands.c. */
#pragma once

#include <weft/tui.h>

void commands_add(WfApp *app);

#define WF_CMD(name) void cmd_##name(gpointer app, const char *args)
WF_CMD(goto);
WF_CMD(export);
WF_CMD(write);
WF_CMD(write_template);
WF_CMD(open);
WF_CMD(reload);
WF_CMD(edit);
WF_CMD(detail);
WF_CMD(source_view);
WF_CMD(place);
WF_CMD(connect);
WF_CMD(disconnect);
WF_CMD(copy_name);
WF_CMD(copy_place);
WF_CMD(copy_facts);
WF_CMD(copy_dot);
WF_CMD(copy_json);
WF_CMD(options);
WF_CMD(save_settings);
WF_CMD(set);
#undef WF_CMD
void cmd_name_complete(gpointer app, const char *args, GPtrArray *ret);
void cmd_rehearse_complete(gpointer app, const char *args, GPtrArray *ret);
void cmd_file_complete(gpointer app, const char *args, GPtrArray *ret);
void cmd_export_complete(gpointer app, const char *args, GPtrArray *ret);
void cmd_place_complete(gpointer app, const char *args, GPtrArray *ret);
void cmd_connect_complete(gpointer app, const char *args, GPtrArray *ret);
void cmd_set_complete(gpointer app, const char *args, GPtrArray *ret);
const char *why_not_disconnect(gpointer app);
/* Files and folders that begin with @typed. */
void files_complete(const char *typed, GPtrArray *ret);
