/* The model that a stack has accepted, read from the store: what somebody who
 * follows the stack looks at. */
#include "run_priv.h"

typedef struct {
    const WfKeys *keys; /* borrowed */
    char *stack;
    Existing *existing;
    WfAcceptedFunc func;
    gpointer user;
} Ask;

static void finish(Ask *a, WfModel *model, GError *error)
{
    g_autoptr(GError) own = error;

    const WfHead *head = a->existing->head;
    bool is_its = model && head && head->phase != WF_PHASE_PREPARE;
    a->func(model, is_its ? head->model : NULL, own, a->user);
    wf_model_unref(model);
    wf_existing_free(a->existing);
    g_free(a->stack);
    g_free(a);
}

static void on_model(gpointer user)
{
    Ask *a = user;
    GError *error = g_steal_pointer(&a->existing->error);
    WfModel *model = error ? NULL : wf_stored_accepted(a->existing, a->keys, &error);

    if (!model && !error)
        error =
            g_error_new(WF_ERROR, WF_ERROR_NOT_FOUND, "stack '%s' has no accepted model", a->stack);
    finish(a, model, error);
}

static void on_top(gpointer user)
{
    Ask *a = user;
    GError *error = g_steal_pointer(&a->existing->error);

    if (!error && !a->existing->head)
        error = g_error_new(WF_ERROR, WF_ERROR_NOT_FOUND, "there is no stack '%s'", a->stack);
    if (error) {
        finish(a, NULL, error);
        return;
    }
    wf_existing_begin(a->existing, on_model, a);
    wf_existing_ask_model(a->existing);
    wf_existing_end(a->existing);
}

void wf_accepted_start(WfStore *store, const char *stack, const WfKeys *keys, WfAcceptedFunc func,
                       gpointer user)
{
    Ask *a = g_new0(Ask, 1);

    a->keys = keys;
    a->stack = g_strdup(stack);
    a->func = func;
    a->user = user;
    a->existing = wf_existing_new(store, stack);
    wf_existing_read_top(a->existing, on_top, a);
}
