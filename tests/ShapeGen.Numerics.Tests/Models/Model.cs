using System.Reflection;

namespace ShapeGen.Numerics.Tests.Models;

/// <summary>A generated model behind delegates: reflection cannot pass spans.</summary>
internal sealed class Model
{
    private readonly ForwardCall _forward;
    private readonly ScratchedCall _scratched;
    private readonly Type _type;

    private Model(object instance)
    {
        _type = instance.GetType();
        _forward = Method(typeof(ReadOnlySpan<float>), typeof(Span<float>), typeof(int), typeof(int)).CreateDelegate<ForwardCall>(instance);
        _scratched = Method(typeof(ReadOnlySpan<float>), typeof(Span<float>), typeof(Span<float>), typeof(int), typeof(int)).CreateDelegate<ScratchedCall>(instance);

        MethodInfo Method(params Type[] parameters) => _type.GetMethod("Forward", parameters)!;
    }

    private delegate void ForwardCall(ReadOnlySpan<float> input, Span<float> output, int batch, int threads);

    private delegate void ScratchedCall(ReadOnlySpan<float> input, Span<float> output, Span<float> scratch, int batch, int threads);

    private delegate object LoadCall(ReadOnlySpan<byte> bytes, string prefix);

    public InstructionSet InstructionSet => (InstructionSet)_type.GetProperty("InstructionSet")!.GetValue(null)!;

    public static Model Load(string attribute, byte[] checkpoint, string prefix = "")
    {
        MethodInfo load = ModelLibrary.TypeOf(attribute).GetMethod("Load", [typeof(ReadOnlySpan<byte>), typeof(string)])!;
        return new(load.CreateDelegate<LoadCall>()(checkpoint, prefix));
    }

    public static Model Load(string attribute, SafetensorsFile file, string prefix = "") =>
        new(Invoke(attribute, "Load", file, prefix));

    public static Model CreateRandom(string attribute, int seed) => new(Invoke(attribute, "CreateRandom", seed));

    public void Forward(ReadOnlySpan<float> input, Span<float> output, int batch = 1, int threads = 0) => _forward(input, output, batch, threads);

    public void Forward(ReadOnlySpan<float> input, Span<float> output, Span<float> scratch, int batch = 1, int threads = 0) => _scratched(input, output, scratch, batch, threads);

    public int ScratchLength(int tokens, int threads = 1) => (int)_type.GetMethod("ScratchLength")!.Invoke(null, [tokens, threads])!;

    public long ParameterCount => (long)_type.GetField("ParameterCount")!.GetRawConstantValue()!;

    private static object Invoke(string attribute, string method, params object[] arguments) =>
        ModelLibrary.TypeOf(attribute).GetMethod(method, Array.ConvertAll(arguments, argument => argument.GetType()))!.Invoke(null, arguments)!;
}
