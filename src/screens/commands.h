/* What the screens' own command table runs; the table is in commands.c. */
#pragma once

#include "screens.h"

void screens_add_commands(WfApp *app);

#define WF_CMD(name) void cmd_##name(gpointer app, const char *args)
WF_CMD(fold_tree);
WF_CMD(unfold_tree);
WF_CMD(fold_vertices);
WF_CMD(unfold_vertices);
WF_CMD(empty_hosts);
WF_CMD(zoom_in);
WF_CMD(zoom_out);
WF_CMD(zoom);
WF_CMD(fold);
WF_CMD(fold_stack);
WF_CMD(fold_all);
WF_CMD(unfold_all);
WF_CMD(jump);
WF_CMD(closure_up);
WF_CMD(closure_down);
WF_CMD(critical);
WF_CMD(focus);
WF_CMD(focus_more);
WF_CMD(focus_less);
WF_CMD(turn);
WF_CMD(minimap);
WF_CMD(resources);
WF_CMD(pan_left);
WF_CMD(pan_right);
WF_CMD(pan_up);
WF_CMD(pan_down);
WF_CMD(order_next);
WF_CMD(order_previous);
WF_CMD(wave_next);
WF_CMD(wave_previous);
WF_CMD(plan_action);
WF_CMD(template_whole);
WF_CMD(timeline);
WF_CMD(time_in);
WF_CMD(time_out);
WF_CMD(time_whole);
WF_CMD(time_fold);
WF_CMD(time_fold_all);
WF_CMD(time_unfold_all);
WF_CMD(znodes_compare);
WF_CMD(znodes_differences);
WF_CMD(fold_znodes);
#undef WF_CMD
void cmd_zoom_complete(gpointer app, const char *args, GPtrArray *ret);
void cmd_plan_action_complete(gpointer app, const char *args, GPtrArray *ret);
const char *why_no_timeline(gpointer app);
