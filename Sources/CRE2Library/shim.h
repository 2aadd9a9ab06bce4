/* Empty on purpose: RE2 is C++, and only the shim CRE2 includes its headers. */
