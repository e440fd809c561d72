using System.Reflection;
using System.Runtime.Loader;

namespace ShapeGen.Runtime.Tests;

/// <summary>Each assembly that loading needs is a part of every program's start.</summary>
public class NeededAssembliesTests
{
    private const string Json = "System.Text.Json";

    private static readonly SafetensorsTensor[] Tensors =
        [SafetensorsTensor.FromSingles("w", new float[16], 4, 4), SafetensorsTensor.FromHalves("b", new Half[4], 4)];

    [Fact]
    public void An_ordinary_file_needs_no_more_than_the_core()
    {
        byte[] file = SafetensorsWriter.ToBytes(Tensors, new Dictionary<string, string> { ["format"] = "pt" });

        // These refer to System.Private.CoreLib, which is always there.
        Assert.Empty(NeededToLoad(file).Except(
            [
                "System.Runtime", "System.Runtime.InteropServices", "System.Runtime.Intrinsics", "System.Numerics.Vectors",
                "System.Collections", "System.Memory",
            ]));
    }

    [Fact]
    public void Another_form_needs_the_full_reader()
    {
        byte[] file = SafetensorsWriter.ToBytes(Tensors);
        byte[] spaced = Raw.File([(byte)'{', (byte)' ', .. Raw.HeaderOf(file)[1..]], file[Raw.DataStart(file)..]);

        Assert.Contains(Json, NeededToLoad(spaced));
    }

    /// <summary>
    /// Loads with copies of ShapeGen and of this assembly, which ask for all that they need anew, although this process has it.
    /// </summary>
    private static HashSet<string> NeededToLoad(byte[] content)
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Write("a.safetensors", content);
        Recorder recorder = new();
        Type user = recorder.LoadFromAssemblyPath(typeof(User).Assembly.Location).GetType(typeof(User).FullName!, throwOnError: true)!;
        Assert.NotSame(typeof(User), user);

        Assert.Equal(20, user.GetMethod(nameof(User.Load))!.Invoke(null, [path]));

        return recorder.Asked;
    }

    /// <summary>What a program does.</summary>
    internal static class User
    {
        public static int Load(string path)
        {
            ParameterLayout[] layout = [ParameterLayout.Panels("w", 4, 4, 0, lanes: 4, panelVectors: 1), ParameterLayout.Vector("b", 4, 16)];
            return PackedWeights.Load(path, "", "Test", layout, 20).Length;
        }
    }

    private sealed class Recorder() : AssemblyLoadContext(nameof(Recorder))
    {
        /// <summary>All but ShapeGen.</summary>
        public HashSet<string> Asked { get; } = [];

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            Assembly shapeGen = typeof(SafetensorsFile).Assembly;
            if (assemblyName.Name == shapeGen.GetName().Name)
            {
                return LoadFromAssemblyPath(shapeGen.Location);
            }

            Asked.Add(assemblyName.Name!);
            return null;
        }
    }
}
