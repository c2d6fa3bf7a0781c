/* The desk from beginning to end: its parts in the order in which they stand on one another. */
#include "acting_priv.h"
#include "live_priv.h"
#include "placing_priv.h"

bool wf_desk_load(WfDesk *desk, const WfExplore *explore)
{
    desk->explore = explore;
    desk->path = g_strdup(explore->new_path ? explore->new_path : explore->model.path);
    desk->old_path = explore->new_path ? g_strdup(explore->model.path) : NULL;
    desk->stack = explore->model.stack_name ? g_strdup(explore->model.stack_name)
                  : explore->zk             ? wf_live_usual_stack(desk)
                                            : NULL;
    desk->accepted = explore->loaded ? wf_model_ref(explore->loaded) : NULL;
    desk->accepted_digest = g_strdup(explore->digest);
    return desk_load_models(desk);
}

void wf_desk_open(WfDesk *desk, WfApp *app)
{
    desk->app = app;
    desk->live = live_new(desk);
    accepted_follow(desk);
    desk->run = run_new(desk);
    view_facts_start(desk);
    filter_open(desk);
    desk->acting = acting_new(desk);
    desk->placing = placing_new(desk);
    desk->placing->datacenter = g_strdup(desk->explore->datacenter);
    desk->placing->flavors = g_strdup(desk->explore->flavors);
    desk->placing->affinity = desk->explore->affinity;
}

void wf_desk_start(WfDesk *desk, WfReplay *journal)
{
    const WfExplore *explore = desk->explore;
    if (explore->width <= 0)
        desk->watch = watch_new(desk, wf_desk_reload);
    desk_start_check(desk);
    placing_follow(desk->placing);
    wf_placing_start(desk->placing);
    if (journal)
        run_replay_start(desk, journal, explore->replay);
    else if (explore->run)
        run_rehearsal_start(desk, explore->run);
    else if (explore->zk)
        wf_live_connect(desk->live, explore->zk, NULL);
}

void wf_desk_stop(WfDesk *desk)
{
    desk_stop_check(desk);
    reading_stop(desk);
    watch_free(desk->watch);
    live_free(desk->live);
    acting_free(desk->acting);
}

void wf_desk_clear(WfDesk *desk)
{
    run_free(desk->run);
    placing_free(desk->placing);
    marks_free(desk);
    desk_free_models(desk);
}
