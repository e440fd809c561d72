// A consumer that is CLS-compliant itself could not show the generated members otherwise.
[assembly: CLSCompliant(true)]
