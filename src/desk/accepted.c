/* The model that a watched stack has accepted. An update makes it another one: that is read as soon
 * as the head names it, and shown in place of the one that was there. */
#include "desk_priv.h"

#include <weft/error.h>
#include "live_priv.h"

const char *wf_desk_accepted_as(const WfDesk *desk)
{
    bool is_its = desk->model == desk->accepted &&
                  g_strcmp0(desk->live->stack, desk->explore->model.stack_name) == 0;
    return is_its ? desk->accepted_digest : NULL;
}

static bool is_known(const WfDesk *desk, const char *digest)
{
    return g_strcmp0(digest, desk->accepted_digest) == 0 || g_strcmp0(digest, desk->asked_for) == 0;
}

static void on_accepted(WfModel *model, const char *digest, const GError *error, gpointer user)
{
    WfDesk *desk = user;

    desk->asking = false;
    if (error && !g_error_matches(error, WF_ERROR, WF_ERROR_CANCELLED))
        wf_app_say(desk->app, WF_WARNING, "the model that the stack has now: %s", error->message);
    /* Without a digest its successor is on its way already, and will be read. */
    if (error || !digest || g_strcmp0(digest, desk->accepted_digest) == 0)
        return;
    wf_model_unref(desk->accepted);
    g_free(desk->accepted_digest);
    desk->accepted = wf_model_ref(model);
    desk->accepted_digest = g_strdup(digest);
    wf_desk_reload(desk);
}

static void look(WfDesk *desk)
{
    const WfLive *live = desk->live;
    const WfHead *head = live->progress ? wf_progress_head(live->progress) : NULL;

    if (!desk->accepted || desk->asking || live->source != WF_LIVE_SERVERS ||
        g_strcmp0(live->stack, desk->explore->model.stack_name) != 0)
        return;
    if (!wf_live_is_connected(live)) {
        g_clear_pointer(&desk->asked_for, g_free); /* what broke off is asked again */
        return;
    }
    if (!head || head->phase == WF_PHASE_PREPARE || head->ending || is_known(desk, head->model))
        return;
    g_free(desk->asked_for);
    desk->asked_for = g_strdup(head->model);
    desk->asking = true;
    wf_accepted_start(live->store, live->stack, live->keys, on_accepted, desk);
}

static void on_news(gpointer self, WfNews news)
{
    if (news == WF_NEWS_LIVE)
        look(self);
}

void accepted_follow(WfDesk *desk)
{
    wf_desk_listen(desk, on_news, desk);
}
