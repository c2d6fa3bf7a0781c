#include "doc_priv.h"

bool subset_read(WfDoc *doc, WfFindings *findings)
{
    (void)doc;
    (void)findings;
    return false;
}
