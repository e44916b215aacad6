/** Entry of the officer's page of the room. */
import { mount } from "svelte";
import Officer from "./Officer.svelte";
import "../styles/main.scss";

const target = document.getElementById("app");
if (target) mount(Officer, { target });
