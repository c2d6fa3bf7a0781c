/* agent.json, and what a recipe may write to $WEFT_OUTPUTS. */
#include "../../src/agentd/agentd.h"
#include "../../src/hook/hook_priv.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Config config = {.vms = g_ptr_array_new_with_free_func(g_free)};
    config_parse(&config, data, size, "agent.json", NULL);
    config_clear(&config);
    g_autofree char *text = g_strndup((const char *)data, size);
    json_t *values = json_object();
    if (g_utf8_validate(text, -1, NULL))
        wf_hook_parse_outputs(text, values, NULL);
    json_decref(values);
    return 0;
}
