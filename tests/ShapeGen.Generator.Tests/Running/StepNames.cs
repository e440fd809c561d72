using System.Reflection;

namespace ShapeGen.Generator.Tests.Running;

/// <summary>The generator's tracking names, found by reflection: a step that gets a name later is asked about too.</summary>
internal static class StepNames
{
    public static IReadOnlyList<string> All { get; } = typeof(TrackingNames)
        .GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        .Where(field => field.IsLiteral)
        .Select(field => (string)field.GetRawConstantValue()!)
        .ToList();
}
