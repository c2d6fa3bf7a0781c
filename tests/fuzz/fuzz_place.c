/* Datacenter files, imports, flavors and placement sections from bytes. What is small is
 * placed too, and the answer judged. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <weft/place.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static WfDatacenter *some_datacenter(void)
{
    static const char text[] =
        "levels: [rack, host]\n"
        "tree:\n"
        "  'r[1-3]': {bandwidth: 900, children: {'{}-h[1-2]': {capacity: {vcpus: 4, storage: 9},\n"
        "    bandwidth: 500, properties: {ssd: true}}}}\n";
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(GBytes) bytes = g_bytes_new_static(text, sizeof text - 1);
    return wf_dc_parse("dc.yaml", bytes, f);
}

static void judge(const WfPlaceProblem *p, WfFindings *f)
{
    g_autoptr(WfPlaceAnswer) a = wf_place_solve(p, &(WfPlaceOptions){.effort = 0.0005}, f);
    bool placed = a->status == WF_PLACED || a->status == WF_PLACED_OPTIMAL;
    if (placed && !wf_place_verify(p, a->hosts, NULL, NULL))
        abort();
    g_autoptr(GString) table = g_string_new(NULL);
    wf_place_answer_table(p, a, table);
    json_decref(wf_place_answer_json(p, a));
    if (!placed)
        return;
    g_autoptr(WfPlaceReason) reason = wf_place_explain(p, a, 0);
    if (!reason->why)
        abort();
}

static void place_section(const WfDoc *doc, WfFindings *f)
{
    g_autoptr(WfDatacenter) dc = some_datacenter();
    g_autoptr(WfPlaceProblem) p = wf_place_problem_new(dc);
    for (guint i = 0; i < 6; i++) {
        g_autofree char *name = g_strdup_printf("%c%u", i < 4 ? 'a' : 'v', i);
        guint32 item =
            wf_place_add_item(p, i < 4 ? WF_PLACE_SERVER : WF_PLACE_VOLUME, name, "m", NULL);
        wf_place_need(p, item, i < 4 ? "vcpus" : "storage", 1 + i % 3);
    }
    wf_place_attach(p, 0, 4);
    wf_place_flow(p, 1, 2, 100, true);
    WfNode section = wf_doc_get(doc, wf_doc_root(doc), "placement");
    wf_place_read_present(p, doc, f);
    if (wf_place_read_section(p, doc, section ? section : wf_doc_root(doc), f) &&
        wf_place_check(p, f))
        judge(p, f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 1 << 16)
        return 0;
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(WfFindings) f = wf_findings_new();
    g_autoptr(WfDoc) doc = wf_doc_parse("fuzz", bytes, f);
    if (!doc)
        return 0;
    g_autoptr(WfDatacenter) dc = wf_dc_read(doc, f);
    if (dc && dc->n_vertices < 1000)
        json_decref(wf_dc_to_json(dc));
    WfDcSource source = {"provider.json", bytes};
    wf_dc_unref(wf_dc_import(&source, 1, NULL, f));
    wf_flavors_free(wf_flavors_parse("flavors", bytes, f));
    place_section(doc, f);
    return 0;
}
