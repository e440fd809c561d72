namespace ShapeGen.Numerics.Tests.Models;

/// <summary>Reads an F64 tensor without rounding it to float, as the runtime's reader would.</summary>
internal static class Doubles
{
    public static double[] Read(string path, string name) => RawTensors.Read<double>(path, name, "F64");
}
