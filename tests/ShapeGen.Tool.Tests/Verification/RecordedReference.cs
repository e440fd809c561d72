using System.Runtime.InteropServices;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Parameters;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Verification;

namespace ShapeGen.Tool.Tests.Verification;

/// <summary>What PyTorch computed on the way, made by make_traces.py, and what can be made of it.</summary>
internal static class RecordedReference
{
    public static string File(string name) => Path.Combine(AppContext.BaseDirectory, "Traces", name);

    /// <summary>The declaration that the script wrote into the reference.</summary>
    public static string Declaration(string name)
    {
        using SafetensorsFile file = SafetensorsFile.Open(File(name + ".io.safetensors"));
        return file.Metadata["declaration"];
    }

    /// <summary>The declaration with other text in a place.</summary>
    public static string Wrong(string name, string right, string wrong) => Replace(Declaration(name), right, wrong);

    public static string Replace(string declaration, string right, string wrong)
    {
        Assert.Contains(right, declaration, StringComparison.Ordinal);
        return declaration.Replace(right, wrong, StringComparison.Ordinal);
    }

    public static string Source(string declaration) => $"using ShapeGen;\n[{declaration}] public sealed partial class Model;\n";

    public static CompiledModel Compile(string declaration) => DeclarationCompiler.Compile(new("Model.cs", Source(declaration)), new CompilationSettings { Attributes = [Verifier.Attribute] });

    /// <summary>The first stage that departs, in this process: starting one for each takes longer than all the rest.</summary>
    public static Departure? Departure(string declaration, string checkpoint, string reference)
    {
        using CompiledModel model = Compile(declaration);
        return Verifier.Verify(model, checkpoint, "", reference, Verifier.UsualTolerance).Departure;
    }

    /// <summary>Runs a declaration as if it were PyTorch, and writes what it makes beside the input of another file.</summary>
    public static void Record(string declaration, string checkpoint, string input, string target)
    {
        using CompiledModel model = Compile(declaration);
        using SafetensorsFile file = SafetensorsFile.Open(checkpoint);
        TraceRecorder recorder = new();
        object traced = model.Type.GetMethod("WithTrace")!.Invoke(model.Load(file).Instance, [new TraceCallback(recorder.Add)])!;
        new LoadedModel(model, traced).Forward(InputFile.Read(input, model));
        List<SafetensorsTensor> tensors = [.. recorder.Records.Select(record => SafetensorsTensor.FromSingles(record.Name, record.Values, record.Rows, record.Width))];
        using SafetensorsFile inputs = SafetensorsFile.Open(input);
        tensors.AddRange(inputs.Tensors.Where(tensor => tensor.Name.StartsWith("input.", StringComparison.Ordinal)).Select(tensor => Copy(input, inputs, tensor)));
        SafetensorsWriter.Write(target, tensors);
    }

    /// <summary>Writes a checkpoint of random numbers for a model of one layer, under the names that it looks for first.</summary>
    public static void RandomCheckpoint(string declaration, string target)
    {
        using CompiledModel model = Compile(declaration);
        Random random = new(1);
        SafetensorsWriter.Write(
            target,
            [
                .. from parameter in model.Graph.Ops.SelectMany(op => op.Parameters).Where(parameter => parameter.Packing != Packing.Sinusoids).Distinct()
                   let name = model.Graph.Names.Of(parameter).Replace(NameTemplate.Layer, "0", StringComparison.Ordinal)
                   select SafetensorsTensor.FromSingles(name, Numbers(random, parameter.Shape.Aggregate(1, (product, size) => product * size)), [.. parameter.Shape]),
            ]);
    }

    public static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];

    /// <summary>Writes a file with other floats, without what comes out as null.</summary>
    public static string Rewrite(string source, string target, Func<string, float[], int[], float[]?> change, Func<string, string>? rename = null)
    {
        using SafetensorsFile file = SafetensorsFile.Open(source);
        List<SafetensorsTensor> tensors = [];
        foreach (TensorInfo tensor in file.Tensors)
        {
            if (tensor.Type != TensorType.F32)
            {
                tensors.Add(Copy(source, file, tensor));
                continue;
            }

            int[] shape = [.. tensor.Shape.Select(size => (int)size)];
            if (change(tensor.Name, file.ReadSingles(tensor.Name), shape) is { } values)
            {
                tensors.Add(SafetensorsTensor.FromSingles(rename?.Invoke(tensor.Name) ?? tensor.Name, values, shape));
            }
        }

        SafetensorsWriter.Write(target, tensors);
        return target;
    }

    /// <summary>A tensor as it is; what is no float is a whole number: ids, types, lengths.</summary>
    public static SafetensorsTensor Copy(string path, SafetensorsFile file, TensorInfo tensor)
    {
        if (tensor.Type == TensorType.F32)
        {
            return SafetensorsTensor.FromSingles(tensor.Name, file.ReadSingles(tensor.Name), [.. tensor.Shape.Select(size => (int)size)]);
        }

        int[] numbers = new IntegerTensors(path, file).Read(tensor);
        return new(tensor.Name, TensorType.I32, [.. tensor.Shape], MemoryMarshal.AsBytes<int>(numbers).ToArray());
    }
}
