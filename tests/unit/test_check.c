/* Whoever checks a model hears the same: by rules, step by step, or only of faults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <weft/check.h>

static const char model[] = "heat_template_version: 2018-08-31\n"
                            "resources:\n"
                            "  a: {type: OS::Nova::Server, properties: {image: i, flavor: f}}\n"
                            "components:\n"
                            "  x: {server: a, config: '#!/bin/sh'}\n"
                            "placement:\n"
                            "  policies: [{type: anti-affinity, members: [a, nobody]}]\n";

static WfModel *load(WfFindings *findings)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(model, strlen(model));
    WfModelOptions options = {.path = "model.yaml", .bytes = bytes};

    return wf_model_load(&options, findings, NULL);
}

static bool has(const WfFindings *findings, WfCode code)
{
    for (guint i = 0; i < wf_findings_n(findings); i++)
        if (wf_findings_get(findings, i)->code == code &&
            wf_findings_get(findings, i)->severity == WF_FAULT)
            return true;
    return false;
}

static void placement(void **state)
{
    g_autoptr(WfFindings) loaded = wf_findings_new(), all = wf_findings_new(),
                          faults = wf_findings_new(), steps = wf_findings_new();
    g_autoptr(WfModel) m = load(loaded);
    g_autoptr(WfCheck) check = wf_check_start(m);

    assert_non_null(m);
    assert_int_equal(wf_findings_count(loaded, WF_FAULT), 0);
    wf_check_run(m, all);
    wf_check_faults(m, faults);
    while (wf_check_step(check, steps))
        ;
    assert_true(has(all, WF_CODE_PLACEMENT));
    assert_true(has(faults, WF_CODE_PLACEMENT));
    assert_int_equal(wf_findings_n(steps), wf_findings_n(all));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(placement)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
