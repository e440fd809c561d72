using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ShapeGen.Numerics.Tests.Models;

/// <summary>Reads tensors as they are in the file, of types that the runtime does not read: with a reader of its own, which checks that one too.</summary>
internal static class RawTensors
{
    public static bool Has(string path, string name)
    {
        using JsonDocument json = Header(File.ReadAllBytes(path), out _);
        return json.RootElement.TryGetProperty(name, out _);
    }

    /// <summary>The elements of a tensor whose type in the file is <paramref name="type"/>.</summary>
    public static T[] Read<T>(string path, string name, string type)
        where T : unmanaged
    {
        byte[] bytes = File.ReadAllBytes(path);
        using JsonDocument json = Header(bytes, out int start);
        JsonElement tensor = json.RootElement.GetProperty(name);
        Assert.Equal(type, tensor.GetProperty("dtype").GetString());
        JsonElement offsets = tensor.GetProperty("data_offsets");
        return MemoryMarshal.Cast<byte, T>(bytes.AsSpan()[(start + offsets[0].GetInt32())..(start + offsets[1].GetInt32())]).ToArray();
    }

    private static JsonDocument Header(byte[] bytes, out int end)
    {
        end = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        return JsonDocument.Parse(bytes.AsMemory(8, end - 8));
    }
}
