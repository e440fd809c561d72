// Without this, a CLS-compliant assembly could not expose generated members in its public API.
[assembly: CLSCompliant(true)]
