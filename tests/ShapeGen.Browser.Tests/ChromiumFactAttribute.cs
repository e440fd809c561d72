namespace ShapeGen.Browser.Tests;

/// <summary>A test in a browser: skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    internal const string Missing = "Neither Chromium nor Chrome is on PATH (Debian: apt-get install chromium).";

    public ChromiumFactAttribute() => Skip = Chromium.Program is null ? Missing : null;
}

/// <summary>Likewise, for each row of data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = Chromium.Program is null ? ChromiumFactAttribute.Missing : null;
}
