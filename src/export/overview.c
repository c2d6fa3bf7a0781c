/* What a model is, on one screen of text. */
#include <weft/export.h>
#include <weft/text.h>

#define VM_LINES 60 /* more VMs are listed by role */

static void append_name(GString *out, const char *name)
{
    wf_text_append_visible(out, name, -1);
}

static const char *plural(guint32 n)
{
    return n == 1 ? "" : "s";
}

static void counts(WfView *view, const WfFindings *findings, GString *out)
{
    WfSummary s = wf_check_summary(wf_view_model(view), findings);

    append_name(out, wf_model_path(wf_view_model(view)));
    g_string_append_printf(out, ": %u VM%s, %u component%s, %u edge%s (%u between VMs)", s.vms,
                           plural(s.vms), s.components, plural(s.components), s.edges,
                           plural(s.edges), s.cross_vm_edges);
    if (s.cycles)
        g_string_append_printf(out, ", %u cycle%s", s.cycles, plural(s.cycles));
    g_string_append_printf(out, "\n%u error%s, %u warning%s, %u note%s", s.errors, plural(s.errors),
                           s.warnings, plural(s.warnings), s.notes, plural(s.notes));
    g_string_append(out,
                    s.errors + s.warnings + s.notes ? " ('weft check' tells them)\n\n" : "\n\n");
}

static void vm_line(const WfModel *m, WfId vm, int width, GString *out)
{
    g_autoptr(GString) line = g_string_new("  ");
    guint32 n;
    const WfId *components = wf_model_vm_components(m, vm, &n);

    append_name(line, wf_model_vm_name(m, vm));
    g_string_append(line, ": ");
    for (guint32 i = 0; i < n; i++) {
        g_string_append(line, i ? ", " : "");
        append_name(line, wf_model_component_name(m, components[i]));
        if (line->len > 4096)
            break;
    }
    if (n == 0)
        g_string_append(line, "no components");
    g_autofree char *cut = wf_text_cut(line->str, width > 20 ? width : 100, "...");
    g_string_append_printf(out, "%s\n", cut);
}

static void role_lines(WfView *view, GString *out)
{
    for (WfId role = 0; role < wf_view_n_roles(view) && role < VM_LINES; role++) {
        g_string_append(out, "  ");
        append_name(out, wf_view_role_name(view, role));
        g_string_append_printf(out, ": %u VM%s\n", wf_view_role_n_vms(view, role),
                               plural(wf_view_role_n_vms(view, role)));
    }
    if (wf_view_n_roles(view) > VM_LINES)
        g_string_append_printf(out, "  and %u more roles\n", wf_view_n_roles(view) - VM_LINES);
}

void wf_export_overview(WfView *view, const WfFindings *findings, const WfTextOptions *options,
                        GString *out)
{
    const WfModel *m = wf_view_model(view);
    guint32 n = wf_model_n_vms(m);

    counts(view, findings, out);
    if (n > VM_LINES)
        role_lines(view, out);
    for (WfId vm = 0; n <= VM_LINES && vm < n; vm++)
        vm_line(m, vm, options->width, out);
    if (n == 0)
        return;
    g_string_append_c(out, '\n');
    wf_export_text(view, options, out, NULL, NULL);
}
