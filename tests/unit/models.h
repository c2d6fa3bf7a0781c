/* Seeded random visible graphs of the kinds that break drawings. */
#pragma once

#include <glib.h>
#include <weft/layout.h>

typedef struct {
    guint max_vms, max_components;
    bool dense, hub, cyclic, lonely, mixed; /* mixed: some nodes in no frame */
    bool framed;                            /* some edges between frames end at them */
} ModelKind;

typedef struct {
    WfVisible *v;
    GRand *rand;
    GArray *vm; /* gint32 per node */
    bool acyclic, framed;
} ModelMaker;

static inline void model_edge(ModelMaker *m, guint32 from, guint32 to)
{
    bool inner = g_array_index(m->vm, gint32, from) == g_array_index(m->vm, gint32, to);
    guint8 link = (guint8)g_rand_int_range(m->rand, 0, inner ? 3 : 2);
    wf_visible_add_edge(m->v, &(WfVisibleEdge){.from = from,
                                               .to = to,
                                               .link = link,
                                               .cross = !inner,
                                               .from_frame = m->framed && (from + to) % 3 == 0,
                                               .to_frame = m->framed && (from + to) % 2 == 0});
}

static inline void model_inside(ModelMaker *m, const ModelKind *kind, guint32 first, guint32 n)
{
    for (guint32 i = 1; i < n; i++) {
        double x = g_rand_double(m->rand);
        if (kind->lonely && x < 0.5)
            continue;
        if (x < 0.6)
            model_edge(m, first + i - 1, first + i);
        else if (x < 0.95)
            model_edge(m, first + i - 1 - (guint32)g_rand_int_range(m->rand, 0, (gint32)MIN(i, 5)),
                       first + i);
        if (g_rand_double(m->rand) < (kind->dense ? 0.6 : 0.25))
            model_edge(m, first + (guint32)g_rand_int_range(m->rand, 0, (gint32)i), first + i);
        if (kind->cyclic && g_rand_double(m->rand) < 0.15)
            model_edge(m, first + i, first + (guint32)g_rand_int_range(m->rand, 0, (gint32)i + 1));
    }
}

static inline WfVisible *model_random(guint32 seed, const ModelKind *kind)
{
    ModelMaker m = {wf_visible_new(), g_rand_new_with_seed(seed),
                    g_array_new(FALSE, FALSE, sizeof(gint32)), !kind->cyclic, kind->framed};
    guint n_vms = (guint)g_rand_int_range(m.rand, 1, (gint32)kind->max_vms + 1);
    g_autofree guint32 *first = g_new0(guint32, n_vms + 1);
    for (guint u = 0; u < n_vms; u++) {
        char title[32];
        gint32 n = g_rand_int_range(m.rand, u ? 0 : 1, (gint32)kind->max_components + 1),
               frame = -1;
        if (!kind->mixed || g_rand_boolean(m.rand)) {
            g_snprintf(title, sizeof title, "vm-%u", u);
            frame = (gint32)wf_visible_add_frame(m.v, &(WfVisibleFrame){.title = title});
        } else {
            n = 1;
        }
        for (gint32 i = 0; i < n; i++) {
            char label[40];
            gint32 own = frame >= 0 ? frame : -1 - (gint32)u;
            g_snprintf(label, sizeof label, "c%u.%d%.*s", u, i, g_rand_int_range(m.rand, 0, 12),
                       "-some-longer-name");
            wf_visible_add_node(m.v, &(WfVisibleNode){.label = label, .frame = frame});
            g_array_append_val(m.vm, own);
        }
        first[u + 1] = m.vm->len;
        model_inside(&m, kind, first[u], first[u + 1] - first[u]);
    }
    for (guint u = 1; u < n_vms; u++) {
        gint32 n = g_rand_int_range(m.rand,
                                    kind->dense    ? 4
                                    : kind->lonely ? 0
                                                   : 1,
                                    kind->dense ? 9 : 5);
        for (gint32 i = 0; i < n && first[u] && first[u + 1] > first[u]; i++) {
            guint32 to = (guint32)g_rand_int_range(m.rand, (gint32)first[u], (gint32)first[u + 1]);
            guint32 from =
                kind->hub && i == 0 ? 0 : (guint32)g_rand_int_range(m.rand, 0, (gint32)first[u]);
            bool back = kind->cyclic && g_rand_double(m.rand) < 0.3;
            model_edge(&m, back ? to : from, back ? from : to);
            if (kind->cyclic && g_rand_double(m.rand) < 0.1)
                model_edge(&m, from, to); /* parallel */
            if (kind->cyclic && g_rand_double(m.rand) < 0.1)
                model_edge(&m, back ? from : to, back ? to : from); /* there and back */
        }
    }
    g_rand_free(m.rand);
    g_array_unref(m.vm);
    return m.v;
}
