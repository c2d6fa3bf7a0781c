/* What a prepare that deletes would have the agents undo, in waves: what is used by
 * nothing that is still there goes first (Kahn's algorithm over the consumers of
 * deletions). */
#include "run_priv.h"

#include <string.h>

typedef struct {
    const WfEntry *entry;
    const char *vm;
    guint open, wave;
    GPtrArray *next; /* Step: may go when this one is gone */
} Step;

static void step_free(gpointer data)
{
    Step *s = data;
    g_ptr_array_unref(s->next);
    g_free(s);
}

/* In the order of VMs and of their manifests. */
static GPtrArray *steps_of(const WfDesired *d, GHashTable *index)
{
    GPtrArray *steps = g_ptr_array_new_with_free_func(step_free);

    for (guint i = 0; i < d->manifests->len; i++) {
        const WfManifest *m = d->manifests->pdata[i];
        for (guint k = 0; k < m->deletions->len; k++) {
            Step *s = g_new0(Step, 1);
            s->entry = m->deletions->pdata[k];
            s->vm = m->vm;
            s->next = g_ptr_array_new();
            g_ptr_array_add(steps, s);
            g_hash_table_insert(index, wf_reader_key(s->vm, s->entry->name), s);
        }
    }
    return steps;
}

static void link_steps(const GPtrArray *steps, GHashTable *index)
{
    for (guint i = 0; i < steps->len; i++) {
        Step *s = steps->pdata[i];
        for (guint k = 0; k < s->entry->consumers->len; k++) {
            const WfEntryRead *read = s->entry->consumers->pdata[k];
            g_autofree char *key = wf_reader_key(read->vm, read->name);
            Step *consumer = g_hash_table_lookup(index, key);
            if (!consumer)
                continue; /* it stays, or is gone already */
            g_ptr_array_add(consumer->next, s);
            s->open++;
        }
    }
}

/* How many waves there are. */
static guint number_waves(const GPtrArray *steps)
{
    g_autoptr(GPtrArray) queue = g_ptr_array_new();
    guint n = 0;

    for (guint i = 0; i < steps->len; i++)
        if (!((Step *)steps->pdata[i])->open)
            g_ptr_array_add(queue, steps->pdata[i]);
    for (guint q = 0; q < queue->len; q++) {
        const Step *s = queue->pdata[q];
        n = MAX(n, s->wave + 1);
        for (guint k = 0; k < s->next->len; k++) {
            Step *next = s->next->pdata[k];
            next->wave = MAX(next->wave, s->wave + 1);
            if (!--next->open)
                g_ptr_array_add(queue, next);
        }
    }
    return n;
}

static bool runs(const WfEntry *e)
{
    for (guint i = 0; i < e->actions->len; i++)
        if (strcmp(((WfEntryAction *)e->actions->pdata[i])->action, "DELETE") == 0)
            return true;
    return false;
}

static json_t *waves_json(const GPtrArray *steps, guint n)
{
    json_t *waves = json_array();

    for (guint w = 0; w < n; w++)
        json_array_append_new(waves, json_array());
    for (guint i = 0; i < steps->len; i++) {
        const Step *s = steps->pdata[i];
        json_array_append_new(json_array_get(waves, s->wave),
                              json_pack("{s:s, s:s, s:b}", "component", s->entry->name, "vm", s->vm,
                                        "runs", runs(s->entry)));
    }
    return waves;
}

static int by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* VMs without an agent: nobody is there to undo anything. */
static json_t *away_json(const PrepareView *v)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    json_t *away = json_array();
    GHashTableIter iter;
    const ExistingVm *vm;

    g_hash_table_iter_init(&iter, v->existing->vms);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&vm))
        if (vm->manifest && vm->manifest->components->len &&
            !g_hash_table_contains(v->desired->vms, vm->name))
            g_ptr_array_add(names, vm->name);
    g_ptr_array_sort(names, by_text);
    for (guint i = 0; i < names->len; i++) {
        vm = g_hash_table_lookup(v->existing->vms, names->pdata[i]);
        json_array_append_new(away, json_pack("{s:s, s:i}", "vm", vm->name, "components",
                                              (int)vm->manifest->components->len));
    }
    return away;
}

json_t *wf_prepare_undoing(const WfPrepare *prepare)
{
    PrepareView v = wf_prepare_view(prepare);
    g_autoptr(GHashTable) index = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) steps = steps_of(v.desired, index);

    link_steps(steps, index);
    return json_pack("{s:o, s:o}", "waves", waves_json(steps, number_waves(steps)), "away",
                     away_json(&v));
}
