/* What the application's command table runs; the table is in commands.c. */
#pragma once

#include <weft/command.h>

#define WF_CMD(name) void cmd_##name(gpointer app, const char *args)
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
WF_CMD(replay_play);
WF_CMD(replay_faster);
WF_CMD(replay_slower);
WF_CMD(replay_next);
WF_CMD(replay_previous);
WF_CMD(replay_begin);
WF_CMD(replay_end);
WF_CMD(replay_go);
WF_CMD(rehearse);
WF_CMD(timeline);
WF_CMD(time_in);
WF_CMD(time_out);
WF_CMD(time_whole);
WF_CMD(time_fold);
WF_CMD(time_fold_all);
WF_CMD(time_unfold_all);
const char *why_no_timeline(gpointer app);
const char *why_no_replay(gpointer app);
const char *why_not_rehearse(gpointer app);
WF_CMD(copy_name);
WF_CMD(copy_place);
WF_CMD(copy_facts);
WF_CMD(copy_dot);
WF_CMD(copy_json);
WF_CMD(save_filter);
WF_CMD(drop_filter);
WF_CMD(mark);
WF_CMD(go_mark);
WF_CMD(marks);
WF_CMD(unmark);
WF_CMD(options);
WF_CMD(save_settings);
WF_CMD(set);
void cmd_saved_complete(gpointer app, const char *args, GPtrArray *ret);
void cmd_set_complete(gpointer app, const char *args, GPtrArray *ret);
void cmd_zoom_complete(gpointer app, const char *args, GPtrArray *ret);
void cmd_plan_action_complete(gpointer app, const char *args, GPtrArray *ret);
WF_CMD(znodes_compare);
WF_CMD(znodes_differences);
WF_CMD(fold_znodes);
WF_CMD(live_prepare);
WF_CMD(live_retry);
WF_CMD(live_cancel);
WF_CMD(live_go);
WF_CMD(live_teardown);
#undef WF_CMD
