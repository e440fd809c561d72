namespace ShapeGen.AotMeasurement;

/// <summary>The builds' names in the JSON.</summary>
internal static class Keys
{
    public const string Jit = "jit";
    public const string Jit128 = "jit_128";
    public const string OlderJit = "jit_net9";
    public const string OlderJit128 = "jit_net9_128";
    public const string AotNative = "aot_native";
    public const string AotDefault = "aot_default";

    /// <summary>Which builds' times are divided by which other's.</summary>
    public static readonly IReadOnlyList<(string Build, string Reference)> Compared =
    [
        (AotNative, Jit), (AotNative, OlderJit), (AotDefault, Jit128), (AotDefault, OlderJit128), (AotDefault, Jit),
    ];
}
