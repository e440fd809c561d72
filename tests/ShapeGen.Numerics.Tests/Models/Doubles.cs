using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ShapeGen.Numerics.Tests.Models;

/// <summary>Reads an F64 tensor without rounding it to float, as the runtime's reader would: with a reader of its own, which checks that one too.</summary>
internal static class Doubles
{
    public static double[] Read(string path, string name)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using JsonDocument json = JsonDocument.Parse(bytes.AsMemory(8, header));
        JsonElement tensor = json.RootElement.GetProperty(name);
        Assert.Equal("F64", tensor.GetProperty("dtype").GetString());
        JsonElement offsets = tensor.GetProperty("data_offsets");
        return MemoryMarshal.Cast<byte, double>(bytes.AsSpan()[(8 + header + offsets[0].GetInt32())..(8 + header + offsets[1].GetInt32())]).ToArray();
    }
}
